// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/byte_source.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "capture/decompress.h"
#include "system/file.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kMagicLength = 4;

// A file as it is stored. What it begins with can be looked at before it is read.
class StoredFile : public ByteSource {
  public:
    StoredFile(File file, WaitHooks hooks) : file_(std::move(file)), hooks_(std::move(hooks)) {
        const FileStatus status = file_.status();
        waits_ = status.kind != FileKind::Regular;
        if (!waits_) size_ = status.stamp.size;
    }

    // As many of the first bytes as there are.
    std::pair<const std::uint8_t*, std::size_t> magic() {
        while (head_length_ < kMagicLength) {
            const std::size_t got = take(head_.data() + head_length_, kMagicLength - head_length_);
            if (got == 0) break;
            head_length_ += got;
        }
        return {head_.data(), head_length_};
    }

    std::size_t read(std::uint8_t* into, std::size_t size) override {
        if (head_given_ < head_length_) {
            const std::size_t count = std::min(size, head_length_ - head_given_);
            std::memcpy(into, head_.data() + head_given_, count);
            head_given_ += count;
            return count;
        }
        return take(into, size);
    }

    std::uint64_t taken() const override { return taken_; }
    std::uint64_t size() const override { return size_; }

  private:
    std::size_t take(std::uint8_t* into, std::size_t size) {
        if (waits_ && !wait()) return 0;
        const auto got = file_.read(into, size);
        if (!got) problem_ = error_text(file_.error());
        taken_ += got.value_or(0);
        return got.value_or(0);
    }

    // False if whoever reads wants no more.
    bool wait() {
        constexpr int kStep = 100;  // milliseconds
        for (int waited = 0;;) {
            if (hooks_.stop && hooks_.stop()) return false;
            if (file_.wait(std::chrono::milliseconds{kStep})) return true;
            if (waited < hooks_.patience && waited + kStep >= hooks_.patience && hooks_.idle) {
                hooks_.idle();
            }
            if (waited < hooks_.patience) waited += kStep;
        }
    }

    File file_;
    bool waits_ = true;
    WaitHooks hooks_;
    std::uint64_t size_ = 0;
    std::uint64_t taken_ = 0;
    std::array<std::uint8_t, kMagicLength> head_{};
    std::size_t head_length_ = 0;
    std::size_t head_given_ = 0;
};

class Memory : public ByteSource {
  public:
    Memory(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

    std::size_t read(std::uint8_t* into, std::size_t size) override {
        const std::size_t count = std::min(size, size_ - taken_);
        if (count != 0) std::memcpy(into, data_ + taken_, count);
        taken_ += count;
        return count;
    }
    std::uint64_t taken() const override { return taken_; }
    std::uint64_t size() const override { return size_; }

  private:
    const std::uint8_t* data_;
    std::size_t size_;
    std::size_t taken_ = 0;
};

std::unique_ptr<ByteSource> decompressed(std::unique_ptr<ByteSource> stored,
                                         const std::uint8_t* magic, std::size_t length) {
    constexpr std::uint8_t kGzip[] = {0x1F, 0x8B};
    constexpr std::uint8_t kZstd[] = {0x28, 0xB5, 0x2F, 0xFD};
    if (length >= 2 && std::memcmp(magic, kGzip, 2) == 0) return gunzipped(std::move(stored));
    if (length >= 4 && std::memcmp(magic, kZstd, 4) == 0) return unzstd(std::move(stored));
    return stored;
}

}  // namespace

std::unique_ptr<ByteSource> ByteSource::open(const std::string& path, const WaitHooks& hooks,
                                             std::string& problem) {
    File file = path == "-" ? File::standard_input() : File(path_of(path), File::Mode::Read);
    if (!file.is_open()) {
        problem = error_text(file.error());
        return nullptr;
    }
    auto stored = std::make_unique<StoredFile>(std::move(file), hooks);
    const auto [magic, length] = stored->magic();
    if (!stored->problem().empty()) {
        problem = stored->problem();
        return nullptr;
    }
    return decompressed(std::move(stored), magic, length);
}

std::unique_ptr<ByteSource> ByteSource::of(const std::uint8_t* data, std::size_t size) {
    return decompressed(std::make_unique<Memory>(data, size), data, size);
}

}  // namespace vpcmirror
