// SPDX-License-Identifier: GPL-2.0-or-later
//
// Packs what is written, as decompress.h unpacks it: gzip (RFC 1952) or Zstandard (RFC 8878), one
// member or frame, at a level that is faster than most disks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace vpcmirror {

enum class Packing : std::uint8_t { None, Gzip, Zstd };

// Behind a file's name: ".gz"; empty for None.
constexpr const char* suffix_of(Packing packing) {
    switch (packing) {
        case Packing::None: return "";
        case Packing::Gzip: return ".gz";
        case Packing::Zstd: return ".zst";
    }
    return "";
}

// Of one file; not to be shared between threads. What is written so far can be unpacked after the
// call with `end` only.
class Packer {
  public:
    // Null for None. Throws std::bad_alloc only.
    static std::unique_ptr<Packer> make(Packing packing);

    Packer() = default;
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;
    virtual ~Packer() = default;

    // Adds to `packed` whatever is ready by then; with `end` all of it, and nothing may follow.
    virtual void pack(const std::uint8_t* data, std::size_t size, bool end,
                      std::vector<std::uint8_t>& packed) = 0;
};

}  // namespace vpcmirror
