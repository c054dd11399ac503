// SPDX-License-Identifier: GPL-2.0-or-later
#include "decapsulated.h"

#include <algorithm>
#include <utility>

#include "summary.h"

namespace vpcmirror {

namespace {

constexpr std::uint16_t kEthernet = 1;

std::uint32_t original_length(const Truncation& truncation) {
    return truncation.truncated() ? *truncation.original : truncation.mirrored;
}

}  // namespace

bool Decapsulated::add(const StreamPacket& packet, bool wanted) {
    const Timestamp now = packet.record.time;
    while (!waiting_.empty() &&
           (now - waiting_.front().time > window_ || bytes_waiting_ > kMostWaiting)) {
        if (!write_oldest()) return false;
    }
    if (packet.report.duplicate_of && !copies_) {
        use_if_fuller(packet);
        left_out_ += wanted ? 1 : 0;
        return true;
    }
    if (!wanted || packet.frame().size() == 0) return true;
    if (window_ == Nanoseconds::zero() || copies_) return write_now(packet);
    Waiting& waiting = waiting_.emplace_back();
    if (!free_.empty()) {
        waiting.bytes = std::move(free_.back());
        free_.pop_back();
    }
    waiting.number = packet.datagram.number;
    waiting.time = now;
    fill(waiting, packet);
    return true;
}

bool Decapsulated::write_now(const StreamPacket& packet) {
    return writer_.write({packet.frame(),
                          original_length(packet.report.truncation),
                          packet.record.time,
                          interface_of(packet),
                          {},
                          comments_ ? summary(packet.report) : std::string()});
}

void Decapsulated::fill(Waiting& waiting, const StreamPacket& packet) {
    const ByteView frame = packet.frame();
    bytes_waiting_ -= waiting.bytes.size();
    waiting.bytes.assign(frame.data(), frame.data() + frame.size());
    bytes_waiting_ += waiting.bytes.size();
    waiting.original_length = original_length(packet.report.truncation);
    waiting.interface = interface_of(packet);
    if (comments_) waiting.comment = summary(packet.report);
}

void Decapsulated::use_if_fuller(const StreamPacket& packet) {
    const auto first = std::ranges::lower_bound(
        waiting_, std::uint64_t{packet.report.duplicate_of->first}, {}, &Waiting::number);
    if (first == waiting_.end() || first->number != packet.report.duplicate_of->first) return;
    if (packet.frame().size() > first->bytes.size()) fill(*first, packet);
}

bool Decapsulated::write_oldest() {
    Waiting& oldest = waiting_.front();
    const ByteView bytes(oldest.bytes.data(), oldest.bytes.size());
    const bool written = writer_.write(
        {bytes, oldest.original_length, oldest.time, oldest.interface, {}, oldest.comment});
    bytes_waiting_ -= oldest.bytes.size();
    oldest.bytes.clear();
    if (free_.size() < 4096) free_.push_back(std::move(oldest.bytes));
    waiting_.pop_front();
    return written;
}

bool Decapsulated::write_all() {
    while (!waiting_.empty()) {
        if (!write_oldest()) return false;
    }
    return true;
}

std::uint32_t Decapsulated::interface_of(const StreamPacket& packet) {
    const SessionKey key = SessionKey::of(packet.mirrored());
    if (last_interface_ != UINT32_MAX && key == last_key_) return last_interface_;
    auto known = interfaces_.find(key);
    if (known == interfaces_.end()) known = interfaces_.emplace(key, new_interface(key)).first;
    last_key_ = key;
    return last_interface_ = known->second;
}

std::uint32_t Decapsulated::new_interface(const SessionKey& key) {
    CaptureInterface interface;
    interface.link_type = kEthernet;
    interface.name = label(key);
    if (key.session) {
        interface.description = key.session->id;
        if (!key.session->description.empty() && key.session->description != interface.name) {
            interface.description += ": " + key.session->description;
        }
    }
    return writer_.add_interface(interface);
}

}  // namespace vpcmirror
