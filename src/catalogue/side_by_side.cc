// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace vpcmirror {

namespace {

// What is left to do, for whoever has nothing to do.
class Work {
  public:
    Work(std::size_t count, const std::function<void(std::size_t)>& work)
        : count_(count), work_(work) {}

    void go_on() noexcept {
        try {
            for (std::size_t i = next_++; i < count_; i = next_++) work_(i);
        } catch (...) {
            next_ = count_;
            const std::lock_guard lock(mutex_);
            if (!thrown_) thrown_ = std::current_exception();
        }
    }

    // To be called when all others have ended.
    void rethrow() const {
        if (thrown_) std::rethrow_exception(thrown_);
    }

  private:
    const std::size_t count_;
    const std::function<void(std::size_t)>& work_;
    std::atomic<std::size_t> next_ = 0;
    std::mutex mutex_;
    std::exception_ptr thrown_;
};

}  // namespace

void for_each_side_by_side(std::size_t count, const std::function<void(std::size_t)>& work) {
    Work all(count, work);
    const std::size_t processors = std::thread::hardware_concurrency();
    const std::size_t threads = std::min({count, processors, kMostSideBySide});
    std::vector<std::thread> others;
    others.reserve(threads);
    try {
        for (std::size_t i = 1; i < threads; ++i) others.emplace_back([&all] { all.go_on(); });
    } catch (const std::exception&) {
        // Those that there are have to do.
    }
    all.go_on();
    for (std::thread& other : others) other.join();
    all.rethrow();
}

}  // namespace vpcmirror
