// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture/input_window.h"

#include <algorithm>

#include "catch.h"

using namespace vpcmirror;

namespace {

// 0, 1, 2, ... 255, 0, ..., in pieces of so many bytes, as a pipe might give them.
class Counting : public ByteSource {
  public:
    Counting(std::size_t size, std::size_t piece) : left_(size), piece_(piece) {}

    std::size_t read(std::uint8_t* into, std::size_t size) override {
        const std::size_t count = std::min({size, left_, piece_});
        for (std::size_t i = 0; i < count; ++i) into[i] = static_cast<std::uint8_t>(taken_++);
        left_ -= count;
        return count;
    }
    std::uint64_t taken() const override { return taken_; }
    std::uint64_t size() const override { return 0; }

  private:
    std::size_t left_;
    std::size_t piece_;
    std::size_t taken_ = 0;
};

InputWindow window(std::size_t size, std::size_t piece) {
    return InputWindow(std::make_unique<Counting>(size, piece));
}

}  // namespace

TEST_CASE("Input window: bytes lie side by side, whatever the pieces that they come in") {
    const auto piece = GENERATE(as<std::size_t>(), 1, 3, 1000);
    InputWindow input = window(1000, piece);
    std::size_t at = 0;
    for (std::size_t size = 1; at + size <= 1000; at += size++) {
        const std::uint8_t* bytes = input.peek(size);
        REQUIRE(bytes);
        for (std::size_t i = 0; i < size; ++i) REQUIRE(bytes[i] == ((at + i) & 0xFF));
        input.skip(size);
    }
    CHECK_FALSE(input.at_end());
    CHECK_FALSE(input.peek(1000 - at + 1));
    REQUIRE(input.peek(1000 - at));
    input.skip(1000 - at);
    CHECK(input.at_end());
    CHECK_FALSE(input.peek(1));
}

TEST_CASE("Input window: any number of bytes is passed over, to the last one") {
    const auto piece = GENERATE(as<std::size_t>(), 1, 7, 4096);
    for (const std::size_t size : {0U, 1U, 2U, 8U, 255U, 999U}) {
        CAPTURE(piece, size);
        InputWindow input = window(1000, piece);
        CHECK(input.discard(size));
        REQUIRE(input.peek(1));
        CHECK(*input.peek(1) == (size & 0xFF));
    }
    InputWindow begun = window(1000, piece);
    REQUIRE(begun.peek(10));
    begun.skip(5);
    CHECK(begun.discard(900));
    REQUIRE(begun.peek(1));
    CHECK(*begun.peek(1) == (905 & 0xFF));
    InputWindow input = window(1000, piece);
    REQUIRE(input.peek(10));
    CHECK(input.discard(1000));
    CHECK(input.at_end());
    CHECK(input.discard(0));
    CHECK_FALSE(input.discard(1));
    InputWindow longer = window(1000, piece);
    CHECK_FALSE(longer.discard(1001));
}
