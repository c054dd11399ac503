// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is packed and unpacked again: gzip (RFC 1952) and Zstandard (RFC 8878), whole, cut and
// damaged.
#include "capture/compress.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "capture/decompress.h"
#include "catch.h"
#include "testing/capture_file.h"
#include "testing/random_bytes.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

Bytes pack_all(Packing packing, const Bytes& bytes) {
    Bytes result;
    Packer::make(packing)->pack(bytes.data(), bytes.size(), true, result);
    return result;
}

struct Unpacking {
    Bytes bytes;
    std::string problem;
};

Unpacking unpack_all(ByteSource& source, std::size_t piece = 1000) {
    Bytes bytes = read_all(source, piece);
    return {std::move(bytes), source.problem()};
}

Unpacking unpack_all(const Bytes& file) {
    return unpack_all(*ByteSource::of(file.data(), file.size()));
}

// A disk that fails behind its first bytes.
class Failing : public ByteSource {
  public:
    explicit Failing(Bytes bytes) : bytes_(std::move(bytes)) {}

    std::size_t read(std::uint8_t* into, std::size_t size) override {
        const std::size_t count = std::min(size, bytes_.size() - taken_);
        std::copy_n(bytes_.begin() + long(taken_), count, into);
        taken_ += count;
        if (count == 0) problem_ = "Input/output error";
        return count;
    }
    std::uint64_t taken() const override { return taken_; }
    std::uint64_t size() const override { return bytes_.size(); }

  private:
    Bytes bytes_;
    std::size_t taken_ = 0;
};

}  // namespace

TEST_CASE("Packer: bytes that cannot be made fewer come back too, at once and in pieces") {
    const Packing packing = GENERATE(Packing::Gzip, Packing::Zstd);
    const Bytes bytes = ciphertext(300'000);
    const Unpacking whole = unpack_all(pack_all(packing, bytes));
    CHECK(whole.bytes == bytes);
    CHECK(whole.problem.empty());
    const auto packer = Packer::make(packing);
    Bytes pieces;
    packer->pack(bytes.data(), 200'000, false, pieces);
    packer->pack(bytes.data() + 200'000, 100'000, false, pieces);
    packer->pack(nullptr, 0, true, pieces);
    CHECK(unpack_all(pieces).bytes == bytes);
}

TEST_CASE("Packer: what it adds to is kept") {
    const Packing packing = GENERATE(Packing::Gzip, Packing::Zstd);
    const Bytes more{1, 2, 3};
    Bytes bytes = more;
    Packer::make(packing)->pack(more.data(), more.size(), true, bytes);
    CHECK(Bytes(bytes.begin(), bytes.begin() + 3) == more);
    CHECK(unpack_all(Bytes(bytes.begin() + 3, bytes.end())).bytes == more);
}

TEST_CASE("Unpacked: pieces of any size, several members one after the other, and empty ones") {
    const Packing packing = GENERATE(Packing::Gzip, Packing::Zstd);
    const auto piece = GENERATE(as<std::size_t>(), 1, 7, 1 << 20);
    const Bytes bytes = Bytes(5000, 'a') + ciphertext(1000);
    const Bytes file = pack_all(packing, bytes) + pack_all(packing, {}) + pack_all(packing, bytes) +
                       pack_all(packing, {});
    const auto source = ByteSource::of(file.data(), file.size());
    CHECK(source->size() == file.size());
    CHECK(source->taken() <= file.size());
    const Unpacking all = unpack_all(*source, piece);
    CHECK(all.bytes == bytes + bytes);
    CHECK(all.problem.empty());
    CHECK(source->taken() == file.size());
    std::uint8_t byte = 0;
    CHECK(source->read(&byte, 1) == 0);
}

TEST_CASE("Unpacked: wherever it is cut, what came before is given and the rest is said") {
    const bool gzip = GENERATE(true, false);
    const Bytes bytes = Bytes(3000, 'a') + ciphertext(100);
    const Bytes file = pack_all(gzip ? Packing::Gzip : Packing::Zstd, bytes);
    // Fewer bytes are not yet known for what they are.
    for (std::size_t length = gzip ? 2 : 4; length <= file.size(); ++length) {
        CAPTURE(gzip, length);
        const Unpacking got = unpack_all(Bytes(file.begin(), file.begin() + long(length)));
        CHECK(got.problem == (length == file.size() ? ""
                              : gzip                ? "the gzip data is cut short"
                                                    : "the zstd data is cut short"));
        REQUIRE(got.bytes.size() <= bytes.size());
        CHECK(std::equal(got.bytes.begin(), got.bytes.end(), bytes.begin()));
    }
    CHECK(unpack_all(file).bytes == bytes);
    const std::size_t magic = gzip ? 1 : 3;
    const Bytes shorter(file.begin(), file.begin() + long(magic));
    CHECK(unpack_all(shorter).bytes == shorter);
}

TEST_CASE("Unpacked: a byte that is another one than was packed is noticed") {
    const bool gzip = GENERATE(true, false);
    // Stored as it is, so that nothing but the sum over all tells.
    Bytes file = pack_all(gzip ? Packing::Gzip : Packing::Zstd, ciphertext(2000));
    file[1000] ^= 1;
    CHECK(unpack_all(file).problem ==
          (gzip ? "the gzip data is damaged" : "the zstd data is damaged"));
}

TEST_CASE("Unpacked: why the packed bytes could not be read is said, not what follows from it") {
    const bool gzip = GENERATE(true, false);
    const Bytes bytes(3000, 'a');
    const Bytes whole = pack_all(gzip ? Packing::Gzip : Packing::Zstd, bytes);
    for (const std::size_t length : {whole.size() - 1, whole.size()}) {
        auto failing =
            std::make_unique<Failing>(Bytes(whole.begin(), whole.begin() + long(length)));
        const auto source = gzip ? gunzipped(std::move(failing)) : unzstd(std::move(failing));
        CHECK(unpack_all(*source).problem == "Input/output error");
    }
}

TEST_CASE("Unpacked: a window of 128 MiB is the largest that a frame may want") {
    // A frame that names its window and nothing else; one block of five times the same byte.
    const auto frame = [](unsigned window_log) {
        return Bytes{0x28, 0xB5, 0x2F, 0xFD, 0, static_cast<std::uint8_t>((window_log - 10) << 3)} +
               Bytes{1 | 1 << 1 | 5 << 3, 0, 0, 'x'};
    };
    const Unpacking largest = unpack_all(frame(27));
    CHECK(largest.bytes == Bytes(5, 'x'));
    CHECK(largest.problem.empty());
    const Unpacking larger = unpack_all(frame(28));
    CHECK(larger.bytes.empty());
    CHECK(larger.problem == "the zstd data is damaged");
}
