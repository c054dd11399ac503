// SPDX-License-Identifier: GPL-2.0-or-later
//
// Counts packets in reports while the next ones are read. Each report sees all packets in their
// order, in one thread at a time: what it says does not depend on how many threads there are, and
// nothing has to be added up. So no more threads help than there are reports; the longest of them,
// or reading, is what remains.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "statistics/reports.h"

namespace vpcmirror {

// For one thread besides its own. Holds kMostBatches batches and one that is being filled, a few
// MiB at most, whatever the captures: who reads waits, and counts meanwhile, where reports are the
// slower part.
class CountingThreads {
  public:
    // `threads` with the caller's own, which counts too when it has to wait: 1 starts none. The
    // reports must outlive it, and are its own until finish().
    CountingThreads(std::span<const ReportPtr> reports, unsigned threads);
    CountingThreads(const CountingThreads&) = delete;
    CountingThreads& operator=(const CountingThreads&) = delete;
    // Without finish(), after what was thrown elsewhere: what waits is not counted.
    ~CountingThreads();

    // To be called in the order of the capture. Copies the packet's bytes: they may go.
    void add(const PacketReport& packet);

    // Returns when all is counted. Throws what a report threw, std::bad_alloc; then some packets
    // are not counted.
    void finish();

  private:
    // Some packets, one after the other, small enough to stay in a processor's cache. One thread
    // alone takes them so, too: a report that counts many in a row has its own tables at hand.
    static constexpr std::size_t kMostPackets = 256;
    static constexpr std::size_t kMostBytes = std::size_t{1} << 18;
    static constexpr std::size_t kMostBatches = 8;  // that wait

    struct Batch {
        std::vector<PacketReport> packets;
        std::vector<std::uint8_t> bytes;  // of the packets, one behind the other
        std::size_t to_count = 0;         // reports that have not
    };
    // How far one report is.
    struct Progress {
        Report* report = nullptr;
        std::uint64_t next = 0;  // batch that it counts next, or counts now
        bool busy = false;       // a thread has it
    };
    using Lock = std::unique_lock<std::mutex>;

    // The batch that is being filled, to the reports; waits where too many do already.
    void hand_over(Lock& lock);
    // Lets a report count a batch. False if none can: there is no batch, or others are at it.
    bool count_one(Lock& lock);
    Progress* most_behind();
    // Without the lock: others may read the batch meanwhile, and count in other reports.
    static void count(Report& report, const Batch& batch);
    bool all_counted() const { return batches_.empty(); }
    void work();
    void end();

    std::unique_ptr<Batch> filling_;

    // All below is the mutex's.
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Progress> progress_;
    std::deque<std::unique_ptr<Batch>> batches_;
    std::uint64_t first_ = 0;  // number of the first of those
    std::vector<std::unique_ptr<Batch>> free_;
    std::exception_ptr failure_;
    bool ended_ = false;

    std::vector<std::thread> threads_;
};

}  // namespace vpcmirror
