// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/input_window.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace vpcmirror {

namespace {

constexpr std::size_t kReadSize = std::size_t{1} << 18;

}  // namespace

InputWindow::InputWindow(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), buffer_(kReadSize) {}

bool InputWindow::fill(std::size_t size) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (buffer_.size() < size) buffer_.resize(size + kReadSize);
    while (end_ < size) {
        const std::size_t got = source_->read(buffer_.data() + end_, buffer_.size() - end_);
        if (got == 0) return false;
        end_ += got;
    }
    return true;
}

bool InputWindow::discard(std::uint64_t size) {
    while (size > 0) {
        if (at_end()) return false;
        const auto step = std::min<std::uint64_t>(size, end_ - begin_);
        begin_ += step;
        size -= step;
    }
    return true;
}

}  // namespace vpcmirror
