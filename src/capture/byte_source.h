// SPDX-License-Identifier: GPL-2.0-or-later
//
// The bytes of a file or of standard input, decompressed where they begin as gzip (RFC 1952) or
// Zstandard (RFC 8878) does, whatever the file's name. Read once from the beginning to the end;
// takes no more memory than a few buffers. Throws std::bad_alloc only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace vpcmirror {

// What whoever reads wants to be asked and told while an input that can keep silent (a pipe, a
// terminal) is waited for. Functions may be empty.
struct WaitHooks {
    // Asked before each wait and every tenth of a second while nothing comes.
    std::function<bool()> stop;  // true: the input ends here
    // For who writes as packets come: now is the time to write out what waits.
    std::function<void()> idle;  // nothing came for `patience`, told once for each silence
    int patience = 1000;         // milliseconds
};

class ByteSource {
  public:
    // "-" is standard input. Null where it cannot be opened; `problem` then says why. The file is
    // closed with the source; standard input is not. `hooks` are copied.
    static std::unique_ptr<ByteSource> open(const std::string& path, const WaitHooks& hooks,
                                            std::string& problem);
    // As open() with the bytes in memory, which must outlive it. Decompressed as a file's would be.
    static std::unique_ptr<ByteSource> of(const std::uint8_t* data, std::size_t size);

    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    virtual ~ByteSource() = default;

    // At least one byte, at most `size`; 0 at the end and where there is a problem. May be fewer
    // than `size` before the end: a pipe gives what it has.
    virtual std::size_t read(std::uint8_t* into, std::size_t size) = 0;

    // Empty if the input ended by itself. Behind the file's name: "No such file or directory".
    // Without a final period.
    virtual const std::string& problem() const { return problem_; }

    // Bytes taken so far, as stored; and how many there are, 0 if that is not known. For a display
    // of progress: compressed bytes are counted as they are stored.
    virtual std::uint64_t taken() const = 0;
    virtual std::uint64_t size() const = 0;

  protected:
    std::string problem_;
};

}  // namespace vpcmirror
