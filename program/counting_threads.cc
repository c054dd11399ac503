// SPDX-License-Identifier: GPL-2.0-or-later
#include "counting_threads.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace vpcmirror {

CountingThreads::CountingThreads(std::span<const ReportPtr> reports, unsigned threads)
    : filling_(std::make_unique<Batch>()) {
    for (const ReportPtr& report : reports) progress_.push_back({report.get()});
    const std::size_t useful = std::min<std::size_t>(threads, reports.size() + 1);
    threads_.reserve(useful);
    try {
        while (threads_.size() + 1 < useful) threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
        // No more can be had: those there are count the same.
    }
}

CountingThreads::~CountingThreads() {
    end();
}

void CountingThreads::add(const PacketReport& packet) {
    Batch& batch = *filling_;
    batch.packets.push_back(packet);
    batch.bytes.insert(batch.bytes.end(), packet.bytes.data(),
                       packet.bytes.data() + packet.bytes.size());
    if (batch.packets.size() < kMostPackets && batch.bytes.size() < kMostBytes) return;
    Lock lock(mutex_);
    hand_over(lock);
}

void CountingThreads::hand_over(Lock& lock) {
    std::size_t place = 0;
    for (PacketReport& packet : filling_->packets) {
        const std::size_t size = packet.bytes.size();
        packet.bytes = {filling_->bytes.data() + place, size};
        place += size;
    }
    filling_->to_count = progress_.size();
    batches_.push_back(std::move(filling_));
    changed_.notify_all();
    const std::size_t may_wait = threads_.empty() ? 0 : kMostBatches - 1;
    while (batches_.size() > may_wait) {
        if (!count_one(lock)) changed_.wait(lock);
    }
    if (free_.empty()) {
        filling_ = std::make_unique<Batch>();
    } else {
        filling_ = std::move(free_.back());
        free_.pop_back();
    }
}

// The one that holds up the others, if it can go on.
CountingThreads::Progress* CountingThreads::most_behind() {
    Progress* found = nullptr;
    for (Progress& one : progress_) {
        if (one.busy || one.next == first_ + batches_.size()) continue;
        if (!found || one.next < found->next) found = &one;
    }
    return found;
}

void CountingThreads::count(Report& report, const Batch& batch) {
    for (const PacketReport& packet : batch.packets) report.add(packet);
}

bool CountingThreads::count_one(Lock& lock) {
    Progress* one = most_behind();
    if (!one) return false;
    Batch& batch = *batches_[one->next - first_];
    one->busy = true;
    lock.unlock();
    std::exception_ptr failure;
    try {
        count(*one->report, batch);
    } catch (...) {
        failure = std::current_exception();
    }
    lock.lock();
    if (failure && !failure_) failure_ = failure;
    one->busy = false;
    ++one->next;
    --batch.to_count;
    while (!batches_.empty() && batches_.front()->to_count == 0) {
        batches_.front()->packets.clear();
        batches_.front()->bytes.clear();
        free_.push_back(std::move(batches_.front()));
        batches_.pop_front();
        ++first_;
    }
    changed_.notify_all();
    return true;
}

void CountingThreads::work() {
    Lock lock(mutex_);
    while (!ended_) {
        if (!count_one(lock)) changed_.wait(lock);
    }
}

void CountingThreads::finish() {
    {
        Lock lock(mutex_);
        if (!filling_->packets.empty()) hand_over(lock);
        while (!all_counted()) {
            if (!count_one(lock)) changed_.wait(lock);
        }
    }
    end();
    if (failure_) std::rethrow_exception(failure_);
}

void CountingThreads::end() {
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

}  // namespace vpcmirror
