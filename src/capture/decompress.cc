// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/decompress.h"

#include <zlib.h>
#include <zstd.h>

#include <new>
#include <utility>
#include <vector>

namespace vpcmirror {

namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 18;

// The packed side: a buffer that is filled when it is empty.
class Unpacked : public ByteSource {
  public:
    explicit Unpacked(std::unique_ptr<ByteSource> packed)
        : packed_(std::move(packed)), buffer_(kBufferSize) {}

    std::uint64_t taken() const override { return packed_->taken(); }
    std::uint64_t size() const override { return packed_->size(); }

  protected:
    // Bytes now in the buffer; 0 at the end.
    std::size_t fill() {
        const std::size_t got = packed_->read(buffer_.data(), buffer_.size());
        if (got == 0 && problem_.empty()) problem_ = packed_->problem();
        return got;
    }
    std::uint8_t* buffer() { return buffer_.data(); }

    void fail(const std::string& what) {
        if (problem_.empty()) problem_ = what;
        failed_ = true;
    }
    bool failed() const { return failed_; }

  private:
    std::unique_ptr<ByteSource> packed_;
    std::vector<std::uint8_t> buffer_;
    bool failed_ = false;
};

class Gunzipped : public Unpacked {
  public:
    explicit Gunzipped(std::unique_ptr<ByteSource> packed) : Unpacked(std::move(packed)) {
        constexpr int kGzipOnly = 16 + MAX_WBITS;
        if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
    }
    ~Gunzipped() override { inflateEnd(&stream_); }

    std::size_t read(std::uint8_t* into, std::size_t size) override {
        stream_.next_out = into;
        stream_.avail_out = static_cast<unsigned>(std::min(size, kBufferSize));
        const unsigned wanted = stream_.avail_out;
        while (!failed() && stream_.avail_out == wanted) step();
        return wanted - stream_.avail_out;
    }

  private:
    void step() {
        if (stream_.avail_in == 0) {
            stream_.avail_in = static_cast<unsigned>(fill());
            stream_.next_in = buffer();
            if (stream_.avail_in == 0) return fail(in_member_ ? "the gzip data is cut short" : "");
        }
        if (!in_member_) {
            inflateReset(&stream_);
            in_member_ = true;
        }
        const int result = inflate(&stream_, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            in_member_ = false;
        } else if (result == Z_MEM_ERROR) {
            throw std::bad_alloc();
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            fail("the gzip data is damaged");
        }
    }

    z_stream stream_{};
    bool in_member_ = true;
};

class Unzstd : public Unpacked {
  public:
    explicit Unzstd(std::unique_ptr<ByteSource> packed)
        : Unpacked(std::move(packed)), stream_(ZSTD_createDStream()) {
        if (!stream_) throw std::bad_alloc();
        // A frame may ask for a window of any size: what `zstd --ultra` needs and no more.
        constexpr int kLargestWindow = 27;
        ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kLargestWindow);
    }
    ~Unzstd() override { ZSTD_freeDStream(stream_); }

    std::size_t read(std::uint8_t* into, std::size_t size) override {
        ZSTD_outBuffer out{into, size, 0};
        while (!failed() && out.pos == 0) step(out);
        return out.pos;
    }

  private:
    void step(ZSTD_outBuffer& out) {
        if (in_.pos == in_.size && !flushing_) {
            in_ = {buffer(), fill(), 0};
            if (in_.size == 0) return fail(in_frame_ ? "the zstd data is cut short" : "");
        }
        const std::size_t result = ZSTD_decompressStream(stream_, &out, &in_);
        if (ZSTD_isError(result)) return fail("the zstd data is damaged");
        in_frame_ = result != 0;
        flushing_ = out.pos == out.size;  // there may be more of it inside
    }

    ZSTD_DStream* stream_;
    ZSTD_inBuffer in_{};
    bool in_frame_ = true;
    bool flushing_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> gunzipped(std::unique_ptr<ByteSource> packed) {
    return std::make_unique<Gunzipped>(std::move(packed));
}

std::unique_ptr<ByteSource> unzstd(std::unique_ptr<ByteSource> packed) {
    return std::make_unique<Unzstd>(std::move(packed));
}

}  // namespace vpcmirror
