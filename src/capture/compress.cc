// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/compress.h"

#include <zlib.h>
#include <zstd.h>

#include <new>

namespace vpcmirror {

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16;  // room that is made at a time

class Gzip : public Packer {
  public:
    Gzip() {
        constexpr int kWithHeader = 16;
        constexpr int kMemory = 8;  // zlib's own default
        if (deflateInit2(&stream_, 1, Z_DEFLATED, MAX_WBITS + kWithHeader, kMemory,
                         Z_DEFAULT_STRATEGY) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~Gzip() override { deflateEnd(&stream_); }

    void pack(const std::uint8_t* data, std::size_t size, bool end,
              std::vector<std::uint8_t>& packed) override {
        stream_.next_in = const_cast<std::uint8_t*>(data);
        stream_.avail_in = static_cast<uInt>(size);
        do {
            const std::size_t begin = packed.size();
            packed.resize(begin + kPiece);
            stream_.next_out = packed.data() + begin;
            stream_.avail_out = kPiece;
            deflate(&stream_, end ? Z_FINISH : Z_NO_FLUSH);
            packed.resize(packed.size() - stream_.avail_out);
        } while (stream_.avail_out == 0);
    }

  private:
    z_stream stream_{};
};

class Zstd : public Packer {
  public:
    Zstd() : context_(ZSTD_createCCtx()) {
        if (!context_) throw std::bad_alloc();
        constexpr int kWindow = 18;  // many parts are written side by side: some memory each
        ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, 1);
        ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_windowLog, kWindow);
        ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
    }

    void pack(const std::uint8_t* data, std::size_t size, bool end,
              std::vector<std::uint8_t>& packed) override {
        ZSTD_inBuffer in{data, size, 0};
        std::size_t left = 0;
        do {
            const std::size_t begin = packed.size();
            packed.resize(begin + kPiece);
            ZSTD_outBuffer out{packed.data() + begin, kPiece, 0};
            left =
                ZSTD_compressStream2(context_.get(), &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
            packed.resize(begin + out.pos);
            if (ZSTD_isError(left) != 0) throw std::bad_alloc();  // nothing else can be wrong
        } while (in.pos < in.size || (end && left != 0));
    }

  private:
    struct Free {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    };
    std::unique_ptr<ZSTD_CCtx, Free> context_;
};

}  // namespace

std::unique_ptr<Packer> Packer::make(Packing packing) {
    switch (packing) {
        case Packing::None: return nullptr;
        case Packing::Gzip: return std::make_unique<Gzip>();
        case Packing::Zstd: return std::make_unique<Zstd>();
    }
    return nullptr;
}

}  // namespace vpcmirror
