// SPDX-License-Identifier: GPL-2.0-or-later
// The long headers of QUIC, of the datagrams that recognise/plain_datagrams.h reads.
#include <algorithm>
#include <vector>

#include "catch.h"
#include "recognise/plain_datagrams.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

// RFC 9000 section 17.2. The token is that of an Initial packet; `rest` begins with its length.
Bytes quic_header(unsigned type, unsigned version, const Bytes& to, const Bytes& from) {
    const auto id = [](const Bytes& bytes) {
        return Bytes{static_cast<std::uint8_t>(bytes.size())} + bytes;
    };
    const Bytes number = version == 2 ? Bytes{0x6B, 0x33, 0x43, 0xCF}
                                      : Bytes{0, 0, 0, static_cast<std::uint8_t>(version)};
    return Bytes{static_cast<std::uint8_t>(0xC3 | type << 4)} + number + id(to) + id(from);
}

// Where the protected part begins, how long it is, and how long the source's id is.
struct QuicParts {
    std::size_t from;
    std::size_t size;
    std::size_t id;
    bool operator==(const QuicParts&) const = default;
};
constexpr QuicParts kNoQuic = {0, 0, 0};

QuicParts quic_parts(const Bytes& bytes, std::size_t captured = SIZE_MAX) {
    const ByteView seen(bytes.data(), std::min(captured, bytes.size()));
    const auto found = quic_long_header(seen, static_cast<std::uint32_t>(bytes.size()));
    if (!found) return kNoQuic;
    return {static_cast<std::size_t>(found->content.data() - bytes.data()), found->content.size(),
            found->source_id.size()};
}

}  // namespace

TEST_CASE("QUIC: the long headers of versions 1 and 2, and where their content begins") {
    struct Case {
        unsigned version;
        unsigned type;
        char kind;  // i Initial, with a token; h another with a length; r Retry, with none; - none
    };
    // RFC 9000 section 17.2, RFC 9369 section 3.2.
    for (const auto& [version, type, kind] : std::vector<Case>{{1, 0, 'i'},
                                                               {1, 1, 'h'},
                                                               {1, 2, 'h'},
                                                               {1, 3, 'r'},
                                                               {2, 1, 'i'},
                                                               {2, 2, 'h'},
                                                               {2, 3, 'h'},
                                                               {2, 0, 'r'},
                                                               {0, 0, '-'},
                                                               {3, 1, '-'},
                                                               {9, 3, '-'}}) {
        CAPTURE(version, type);
        const Bytes start = quic_header(type, version, Bytes(8, 0xD0), Bytes(5, 0x50));
        const Bytes content(25, 0x77);
        CHECK(start.size() == 7 + 8 + 5);
        const Bytes token = kind == 'i' ? Bytes{3, 1, 2, 3} : Bytes{};
        const Bytes length = kind == 'r' ? Bytes{} : Bytes{25};
        const Bytes whole = start + token + length + content;
        const std::size_t from = start.size() + token.size() + length.size();
        CHECK(quic_parts(whole) == (kind == '-' ? kNoQuic : QuicParts{from, 25, 5}));
        if (kind == 'i' || kind == 'h') {  // another packet may follow
            CHECK(quic_parts(whole + Bytes(30, 1)) == QuicParts{from, 25, 5});
            CHECK(quic_parts(whole, from + 9) == QuicParts{from, 9, 5});
        }
    }
}

TEST_CASE("QUIC: ids are of 20 bytes at most") {
    for (std::size_t to = 0; to <= 22; ++to) {
        for (const std::size_t from : {0U, 1U, 19U, 20U, 21U, 22U}) {
            CAPTURE(to, from);
            const Bytes start = quic_header(2, 1, Bytes(to, 1), Bytes(from, 2));
            const bool right = to <= 20 && from <= 20;
            CHECK(quic_parts(start + Bytes{30} + Bytes(30, 7)) ==
                  (right ? QuicParts{start.size() + 1, 30, from} : kNoQuic));
        }
    }
    const Bytes whole = quic_header(2, 1, Bytes(4, 1), {5, 6, 7}) + Bytes{30} + Bytes(30, 7);
    const auto found = quic_long_header(view(whole), static_cast<std::uint32_t>(whole.size()));
    REQUIRE(found);
    CHECK(Bytes(found->source_id.data(), found->source_id.data() + 3) == Bytes{5, 6, 7});
}

TEST_CASE("QUIC: numbers of one, two, four and eight bytes") {
    const Bytes start = quic_header(0, 1, {}, {});
    // RFC 9000 section 16: two bits say how long the number is.
    for (const Bytes& token :
         {Bytes{0}, Bytes{40}, Bytes{0x40, 40}, Bytes{0x41, 0x2C}, Bytes{0x80, 0, 1, 0x2C},
          Bytes{0xC0, 0, 0, 0, 0, 0, 1, 0x2C}, Bytes{0xC0, 0, 0, 0, 0, 0, 0, 0}}) {
        CAPTURE(token);
        const std::size_t size = token.size() == 1      ? token[0]
                                 : token.back() == 0x2C ? 300
                                                        : token.back();
        const Bytes head = start + token + Bytes(size, 9);
        const std::size_t tail = head.size();
        CHECK(quic_parts(head + Bytes{25} + Bytes(25, 7)) == QuicParts{tail + 1, 25, 0});
        CHECK(quic_parts(head + Bytes{0x41, 4} + Bytes(260, 7)) == QuicParts{tail + 2, 260, 0});
        CHECK(quic_parts(head + Bytes{0x80, 1, 0, 1} + Bytes(65537, 7)) ==
              QuicParts{tail + 4, 65537, 0});
    }
    for (const Bytes& high : {Bytes{0x80, 1, 0, 30}, Bytes{0xC0, 0, 0, 1, 0, 0, 0, 30},
                              Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}}) {
        CAPTURE(high);
        CHECK(quic_parts(start + high + Bytes(90, 7)) == kNoQuic);             // a token
        CHECK(quic_parts(start + Bytes{0} + high + Bytes(90, 7)) == kNoQuic);  // a packet
    }
}

TEST_CASE("QUIC: a packet is long enough to be protected, and ends where the datagram does") {
    const Bytes start = quic_header(2, 1, Bytes(8, 1), Bytes(8, 2));
    // RFC 9001 section 5.4.2: a sample of 16 bytes begins 4 bytes behind the packet's number.
    for (std::uint8_t size = 0; size <= 60; ++size) {
        CAPTURE(size);
        CHECK(quic_parts(start + Bytes{size} + Bytes(40, 7)) ==
              (size >= 20 && size <= 40 ? QuicParts{start.size() + 1, size, 8} : kNoQuic));
    }
    // A token may fill the datagram, but then no packet follows.
    const Bytes initial = quic_header(0, 1, Bytes(8, 1), Bytes(8, 2));
    for (const unsigned token : {38U, 39U, 40U, 41U, 63U}) {
        CHECK(quic_parts(initial + Bytes{static_cast<std::uint8_t>(token)} + Bytes(40, 30)) ==
              kNoQuic);
    }
    const Bytes whole = initial + Bytes{1, 9, 30} + Bytes(30, 7);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        CAPTURE(size);
        const std::size_t from = initial.size() + 3;
        const bool known = size >= from;
        CHECK(quic_parts(whole, size) == (known ? QuicParts{from, size - from, 8} : kNoQuic));
    }
}

TEST_CASE("QUIC: a number that was cut is none, though its bytes still lie behind") {
    const Bytes start = quic_header(2, 1, {}, {});
    for (const Bytes& number :
         {Bytes{0x40, 30}, Bytes{0x80, 0, 0, 30}, Bytes{0xC0, 0, 0, 0, 0, 0, 0, 30}}) {
        const Bytes whole = start + number + Bytes(30, 7);
        const std::size_t from = start.size() + number.size();
        for (std::size_t size = start.size(); size <= from + 1; ++size) {
            CAPTURE(size, number);
            CHECK(quic_parts(whole, size) ==
                  (size >= from ? QuicParts{from, size - from, 0} : kNoQuic));
        }
    }
}
