// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/esp_proof.h"

#include <algorithm>

#include "catch.h"
#include "recognise/readable.h"
#include "testing/random_bytes.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

class Association {
  public:
    Association& packet(const Bytes& content, std::uint8_t step = 1, std::size_t cut = SIZE_MAX) {
        sequence_ = static_cast<std::uint8_t>(sequence_ + step);
        Bytes bytes = Bytes{0xC1, 2, 3, 4, 0, 0, 0, sequence_} + content;
        const auto length = static_cast<std::uint32_t>(bytes.size());
        if (bytes.size() > cut) bytes.resize(cut);
        const Step step_taken = proof_.add(view(bytes), length, 0);
        for (auto& [state, held] : said_) {
            if (held == Held::No || !step_taken.doubtful) continue;
            if (*step_taken.doubtful != Protection::Unknown) state = *step_taken.doubtful;
            held = Held::No;
        }
        said_.emplace_back(step_taken.now.state, step_taken.held);
        return *this;
    }
    std::string said() const {
        std::string text;
        for (const auto& [state, held] : said_) text += "-?ce"[static_cast<std::size_t>(state)];
        return text;
    }

  private:
    EspProof proof_;
    std::uint8_t sequence_ = 0;
    std::vector<std::pair<Protection, Held>> said_;
};

const Bytes kTrailer = Bytes{1, 2, 2, 4} + ciphertext(12);

// A packet of this size of an association.
Bytes esp_packet(std::uint8_t number, std::size_t size, std::uint8_t spi = 0xC1) {
    return Bytes{spi, 2, 3, 4, 0, 0, 0, number} + esp_ciphertext(size - 8);
}

// As that, with another number, and not one byte of its content the same.
Bytes esp_other(Bytes bytes, std::uint8_t number) {
    bytes[7] = number;
    for (std::size_t i = 24; i < bytes.size(); ++i) bytes[i] ^= 0xA5;
    return bytes;
}

Bytes esp_patched(Bytes bytes, std::size_t at, const Bytes& patch) {
    std::copy(patch.begin(), patch.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
    return bytes;
}

Step esp_give(EspProof& proof, const Bytes& bytes, std::size_t captured = SIZE_MAX,
              std::uint8_t side = 0) {
    return proof.add({bytes.data(), std::min(captured, bytes.size())},
                     static_cast<std::uint32_t>(bytes.size()), side);
}

// Whether a packet passes for the third encrypted one of its association. The two before it have
// not one byte in its place.
bool passes(const Bytes& third) {
    EspProof proof;
    for (const unsigned number : {1U, 2U}) {
        Bytes before = esp_packet(static_cast<std::uint8_t>(number), third.size());
        for (std::size_t i = 24; i < third.size(); ++i) {
            before[i] = static_cast<std::uint8_t>(third[i] ^ (0x3CU + number));
        }
        esp_give(proof, before);
    }
    return esp_give(proof, third).now.state == Protection::Encrypted;
}

}  // namespace

TEST_CASE("ESP proof: packets of one association that cannot be told from chance are encrypted") {
    Association many;
    for (int i = 0; i < 5; ++i) many.packet(esp_ciphertext(100));
    CHECK(many.said() == "eeeee");
    Association cut;
    for (int i = 0; i < 5; ++i) cut.packet(esp_ciphertext(400), 1, 62);
    CHECK(cut.said() == "eeeee");
    CHECK(Association().packet(esp_ciphertext(100)).packet(esp_ciphertext(100)).said() == "??");
}

TEST_CASE("ESP proof: a counting IV is no sign of readable content") {
    Association gcm;
    for (std::uint8_t i = 0; i < 4; ++i) {
        gcm.packet(Bytes{0, 0, 0, 0, 0, 0, 0, i} + esp_ciphertext(8) + ciphertext(72));
    }
    CHECK(gcm.said() == "eeee");
}

TEST_CASE("ESP proof: without encryption, text is read and headers are noticed") {
    Association text;
    for (int i = 0; i < 4; ++i) text.packet(plain_text() + kTrailer);
    CHECK(text.said() == "cccc");
    // What else it carries may be compressed, but is not encrypted.
    CHECK(Association().packet(plain_text() + kTrailer).packet(esp_ciphertext(100)).said() == "c?");
    Association tcp_in_transport;
    for (int i = 0; i < 6; ++i) {
        tcp_in_transport.packet(tcp(443, 40000, ciphertext(200), 8) + kTrailer);
    }
    CHECK(tcp_in_transport.said() == "??????");
    Association udp_in_transport;
    for (int i = 0; i < 6; ++i)
        udp_in_transport.packet(udp(443, 40000, ciphertext(200)) + kTrailer);
    CHECK(udp_in_transport.said() == "??????");
    Association tunnel;
    for (int i = 0; i < 6; ++i) {
        tunnel.packet(ipv4("10.0.1.10", "10.0.2.20", 17, udp(1, 2, ciphertext(200))) + kTrailer);
    }
    CHECK(tunnel.said() == "??????");
}

TEST_CASE("ESP proof: sequence numbers that do not go on prove nothing") {
    Association replay;
    for (int i = 0; i < 5; ++i) replay.packet(esp_ciphertext(100), i == 0 ? 1 : 0);
    CHECK(replay.said() == "?????");
}

TEST_CASE("ESP proof: a header that fits into the packet is no ciphertext") {
    // RFC 4303: at least two bytes of trailer follow; padding and check value are 64 at most here.
    constexpr std::size_t kSize = 200;
    CHECK(passes(esp_packet(3, kSize)));
    for (const std::size_t at : {8U, 16U}) {  // RFC 4543: behind an IV of eight bytes
        const auto room = static_cast<unsigned>(kSize - at);
        for (unsigned length = 0; length <= kSize; ++length) {
            CAPTURE(at, length);
            const Bytes packet = esp_packet(3, kSize);
            const bool v4 = length >= 20 && length + 2 <= room && length + 64 >= room;
            CHECK(passes(esp_patched(packet, at, Bytes{0x45, 0xB0} + u16(length))) == !v4);
            CHECK(passes(esp_patched(packet, at, Bytes{0x46, 0xB0} + u16(length))));
            const bool v6 = length + 40 + 2 <= room && length + 40 + 64 >= room;
            const bool udp_fits = length >= 8 && length + 2 <= room && length + 64 >= room;
            CHECK(passes(esp_patched(packet, at, Bytes{0x6E, 0xB0, 0xA1, 0xC7} + u16(length))) ==
                  !(v6 || udp_fits));
            CHECK(passes(esp_patched(packet, at + 4, u16(length))) == !udp_fits);
        }
    }
}

TEST_CASE("ESP proof: the shortest headers are noticed too") {
    for (const std::size_t size : {40U, 53U, 60U, 80U}) {
        CAPTURE(size);
        for (unsigned length = 0; length <= size; ++length) {
            CAPTURE(length);
            const auto room = static_cast<unsigned>(size - 8);
            const Bytes packet = esp_packet(3, size);
            const bool udp_fits = length >= 8 && length + 2 <= room && length + 64 >= room;
            CHECK(passes(esp_patched(packet, 12, u16(length))) == !udp_fits);
            const bool v6 = length + 42 <= room && length + 104 >= room;
            CHECK(passes(esp_patched(packet, 8, Bytes{0x6E, 0xB0, 0xA1, 0xC7} + u16(length))) ==
                  !(v6 || udp_fits));
            CHECK(passes(esp_patched(packet, 8, Bytes{0x45, 0xB0} + u16(length))) ==
                  !(length >= 20 && length + 2 <= room && length + 64 >= room));
        }
    }
}

TEST_CASE("ESP proof: of 32 bytes two may come again in their place by chance") {
    const Bytes second = esp_packet(2, 100);
    const Bytes other = esp_other(second, 3);
    const auto with_equal = [&](std::initializer_list<std::size_t> places) {
        EspProof proof;
        esp_give(proof, esp_other(esp_packet(1, 100), 1));
        esp_give(proof, second);
        Bytes third = other;
        for (const std::size_t at : places) third[at] = second[at];
        return esp_give(proof, third).now.state;
    };
    CHECK(with_equal({}) == Protection::Encrypted);
    CHECK(with_equal({24, 55}) == Protection::Encrypted);
    CHECK(with_equal({24, 40, 55}) == Protection::Unknown);
    CHECK(with_equal({24, 25, 26}) == Protection::Unknown);
    CHECK(with_equal({53, 54, 55}) == Protection::Unknown);
    CHECK(with_equal({56, 57, 58, 59, 60}) == Protection::Encrypted);  // not looked at
}

TEST_CASE("ESP proof: what was cut off one packet is not compared with the next") {
    const Bytes first = esp_packet(1, 100);
    EspProof proof;
    esp_give(proof, first);
    esp_give(proof, esp_other(first, 2), 24 + 12);
    Bytes third = esp_other(esp_packet(3, 100), 3);
    for (std::size_t i = 36; i < 56; ++i) third[i] = first[i];
    for (std::size_t i = 24; i < 36; ++i) third[i] = static_cast<std::uint8_t>(first[i] ^ 0x3CU);
    CHECK(esp_give(proof, third).now.state == Protection::Encrypted);
}

TEST_CASE("ESP proof: one that is too short says why nothing is known") {
    const Bytes packet = esp_packet(1, 100);
    EspProof proof;
    for (std::size_t size = 0; size < 36; ++size) {
        CAPTURE(size);
        const Step cut = esp_give(proof, packet, size);
        CHECK(cut.now.state == Protection::Unknown);
        CHECK(cut.now.doubt == Doubt::Cut);
        CHECK(cut.held == (size < 8 ? Held::No : Held::Doubtful));
    }
    const Step small = esp_give(proof, esp_packet(1, 30));
    CHECK(small.now.doubt == Doubt::NoProof);  // all of it is there
    CHECK(small.held == Held::Doubtful);
}

TEST_CASE("ESP proof: each security association, and each direction, has to prove itself") {
    for (const bool other_side : {false, true}) {
        CAPTURE(other_side);
        EspProof proof;
        for (std::uint8_t number = 1; number <= 3; ++number) {
            const Step step = esp_give(proof, esp_packet(number, 100));
            CHECK((step.now.state == Protection::Encrypted) == (number == 3));
        }
        const std::uint8_t side = other_side ? 1 : 0;
        const std::uint8_t spi = other_side ? 0xC1 : 0xC2;
        for (std::uint8_t number = 4; number <= 6; ++number) {
            const Step step = esp_give(proof, esp_packet(number, 100, spi), SIZE_MAX, side);
            CHECK((step.now.state == Protection::Encrypted) == (number == 6));
        }
    }
}

TEST_CASE("ESP proof: an association that carried text, or a packet, is not believed so soon") {
    Association text;
    text.packet(plain_text() + kTrailer);
    for (int i = 0; i < 5; ++i) text.packet(esp_ciphertext(100));
    CHECK(text.said() == "c?????");
    // One that looks like a packet is the first of a new comparison.
    EspProof proof;
    esp_give(proof, esp_patched(esp_packet(1, 100), 12, u16(60)));
    CHECK(esp_give(proof, esp_packet(2, 100)).now.state == Protection::Unknown);
    CHECK(esp_give(proof, esp_packet(3, 100)).now.state == Protection::Encrypted);
}

TEST_CASE("ESP proof: sequence numbers may begin anywhere, and wrap") {
    // RFC 4303 section 2.2.1: the lower half of an extended number.
    for (const std::uint32_t start : {0U, 1U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFEU}) {
        CAPTURE(start);
        EspProof proof;
        for (std::uint32_t i = 0; i < 3; ++i) {
            const std::uint32_t number = start + i;
            const Bytes packet =
                esp_patched(esp_packet(1, 100), 4, u16(number >> 16) + u16(number & 0xFFFF));
            CHECK((esp_give(proof, packet).now.state == Protection::Encrypted) == (i == 2));
        }
    }
}

TEST_CASE("ESP proof: order behind an IV of 8 bytes, or of 16, is no ciphertext") {
    const Bytes packet = esp_packet(3, 36);
    CHECK(passes(packet));
    CHECK_FALSE(passes(esp_patched(packet, 16, Bytes(8, 0))));
    // What is in order by itself, and not with what stands before it.
    const Bytes order = Bytes(4, 0) + text_bytes("a7kQz3mX");
    const Bytes other = esp_patched(packet, 24, order);
    REQUIRE(content_of(view(order)) == Content::Order);
    REQUIRE(content_of(view(other).from(16)) != Content::Order);
    CHECK_FALSE(passes(other));
}

TEST_CASE("ESP proof: text is read right behind the header, and behind the longest IV") {
    CHECK(Association()
              .packet(text_bytes("this is text, 24 letters") + Bytes{0xFE} + ciphertext(60))
              .said() == "c");
    CHECK(
        Association().packet(esp_ciphertext(16) + text_bytes("καλημέρα κόσμε, τι κάνεις")).said() ==
        "c");
}
