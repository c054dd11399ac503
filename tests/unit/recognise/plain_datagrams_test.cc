// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/plain_datagrams.h"

#include <algorithm>
#include <vector>

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr std::uint8_t kLength = 28 + 20;
constexpr std::size_t kDtlsHeaderSize = 13;

// An IKE message of that version whose first payload is of type `next`.
Bytes ike(std::uint8_t version, std::uint8_t next, std::uint8_t flags) {
    Bytes message(kLength, 0);
    for (std::uint8_t i = 0; i < 16; ++i) message[i] = i;
    message[16] = next;
    message[17] = version;
    message[19] = flags;
    message[27] = kLength;
    return message;
}

// Where the encrypted part begins; 0 if there is none.
std::size_t encrypted_from(const Bytes& message) {
    const ByteView bytes(message.data(), message.size());
    const auto part = encrypted_ike(bytes, static_cast<std::uint32_t>(message.size()));
    return part ? static_cast<std::size_t>(part->data() - bytes.data()) : 0;
}

Bytes with(Bytes bytes, std::size_t at, unsigned value) {
    bytes.at(at) = static_cast<std::uint8_t>(value);
    return bytes;
}

bool is_plain(const Bytes& bytes) {
    return is_plain_datagram(view(bytes), static_cast<std::uint32_t>(bytes.size()));
}

// RFC 1035 section 4.1.1: an answer.
Bytes dns_header(unsigned flags, unsigned questions, unsigned answers, unsigned authorities,
                 unsigned others) {
    return u16(0xA731) + u16(flags) + u16(questions) + u16(answers) + u16(authorities) +
           u16(others);
}

// RFC 5905 section 7.3: of a server, version 4. Flags that are no DNS, as all below.
Bytes ntp_answer() {
    Bytes bytes = Bytes{0x24, 1, 0xFF, 0xE9} + Bytes(44, 0xFF);
    const Bytes seconds = {0xE0, 0xA1, 0xB2, 0xC3};
    for (const std::ptrdiff_t time : {16, 24, 32, 40}) {
        std::copy(seconds.begin(), seconds.end(), bytes.begin() + time);
    }
    return bytes;
}

// RFC 8489 section 5.
Bytes stun(unsigned type, unsigned size) {
    return u16(type) + u16(size) + Bytes{0x21, 0x12, 0xA4, 0x42} + Bytes(12, 0xFF) +
           Bytes(size, 0xFF);
}

// RFC 6347 section 4.1.
Bytes dtls_part(unsigned type, unsigned epoch, const Bytes& content) {
    return Bytes{static_cast<std::uint8_t>(type), 0xFE, 0xFD} + u16(epoch) + Bytes(6, 0) +
           u16(static_cast<unsigned>(content.size())) + content;
}

std::optional<DtlsRecords> dtls_in(const Bytes& bytes, std::size_t captured = SIZE_MAX) {
    return dtls_records({bytes.data(), std::min(captured, bytes.size())},
                        static_cast<std::uint32_t>(bytes.size()));
}

}  // namespace

TEST_CASE("IKE version 2: the payloads that are encrypted, and where their content begins") {
    for (unsigned next = 0; next <= 0xFF; ++next) {
        CAPTURE(next);
        // RFC 7296: behind a header of four bytes; RFC 7383: behind the numbers of the fragment.
        const std::size_t from = next == 46 ? 32 : next == 53 ? 36 : 0;
        const Bytes message = ike(0x20, static_cast<std::uint8_t>(next), 0x08);
        CHECK(encrypted_from(message) == from);
        CHECK(encrypted_from(Bytes(4, 0) + message) == (from == 0 ? 0 : from + 4));  // RFC 3948
    }
}

TEST_CASE("IKE version 1: a flag says that all behind the header is encrypted") {
    for (unsigned flags = 0; flags <= 0xFF; ++flags) {
        CAPTURE(flags);
        const Bytes message = ike(0x10, 8, static_cast<std::uint8_t>(flags));
        CHECK(encrypted_from(message) == ((flags & 1) != 0 ? 28 : 0));
    }
}

TEST_CASE("IKE: other versions and other lengths are none") {
    CHECK(encrypted_from(ike(0x30, 46, 1)) == 0);
    CHECK(encrypted_from(ike(0x20, 46, 0) + Bytes(1, 0)) == 0);
    CHECK(encrypted_from(Bytes(kLength, 0)) == 0);
    for (std::size_t size = 0; size < kLength; ++size) {
        Bytes cut = ike(0x20, 46, 0);
        cut.resize(size);
        CHECK(encrypted_from(cut) == 0);
    }
}

TEST_CASE("IKE: a marker of four zeros is none of the message, and no message begins with zeros") {
    Bytes zeros = ike(0x20, 46, 0);
    for (std::size_t i = 0; i < 4; ++i) zeros[i] = 0;
    CHECK(encrypted_from(zeros) == 0);
    CHECK(encrypted_from(Bytes(4, 0) + zeros) == 0);
    const Bytes marked = Bytes(4, 0) + ike(0x20, 46, 0);
    CHECK_FALSE(encrypted_ike(view(marked), kLength));  // its length is that behind the marker
    CHECK_FALSE(encrypted_ike(view(Bytes(4, 0)), 4));
    // What was cut off is not in it.
    const Bytes message = ike(0x20, 46, 0);
    const auto part = encrypted_ike({message.data(), 40}, kLength);
    REQUIRE(part);
    CHECK(part->size() == 8);
}

TEST_CASE("DNS: its header is known by the bits that have to be zero, and by small counts") {
    CHECK(is_plain(dns_header(0x0100, 1, 0, 0, 0)));
    CHECK(is_plain(dns_header(0x8180, 1, 2, 3, 4)));
    for (unsigned bit = 0; bit < 16; ++bit) {
        CAPTURE(bit);  // RFC 6895: 6, DSO, is the last operation; one bit is reserved
        const bool operation = bit >= 11 && bit < 15;
        const bool right = operation ? 1U << (bit - 11) <= 6 : bit != 6;
        CHECK(is_plain(dns_header(1U << bit, 1, 0, 0, 0)) == right);
    }
    for (unsigned operation = 0; operation < 16; ++operation) {
        CAPTURE(operation);
        CHECK(is_plain(dns_header(operation << 11, 1, 0, 0, 0)) == (operation <= 6));
    }
    CHECK(is_plain(dns_header(0x2800, 0, 0, 0, 0)));
    CHECK_FALSE(is_plain(dns_header(0x0100, 2, 0, 0, 0)));
    // Answers fit into a byte, the others into six bits.
    for (const unsigned count : {0U, 63U, 64U, 255U, 256U, 0xFFFFU}) {
        CAPTURE(count);
        CHECK(is_plain(dns_header(0x8180, 1, count, 0, 0)) == (count <= 255));
        CHECK(is_plain(dns_header(0x8180, 1, 0, count, 0)) == (count <= 63));
        CHECK(is_plain(dns_header(0x8180, 1, 0, 0, count)) == (count <= 63));
    }
    for (std::size_t size = 0; size < 12; ++size) {
        Bytes cut = dns_header(0x8180, 1, 0, 0, 0);
        cut.resize(size);
        CHECK_FALSE(is_plain(cut));
    }
}

TEST_CASE("NTP: a server's answer, whose times fit together") {
    const Bytes answer = ntp_answer();
    REQUIRE(is_plain(answer));
    for (unsigned first = 0; first <= 0xFF; ++first) {
        CAPTURE(first);  // two bits of warning, version, mode
        const unsigned version = first >> 3 & 7;
        CHECK(is_plain(with(answer, 0, first)) == (version >= 1 && version <= 4 && first % 8 == 4));
    }
    for (unsigned stratum = 0; stratum <= 0xFF; ++stratum) {
        CAPTURE(stratum);
        CHECK(is_plain(with(answer, 1, stratum)) == (stratum <= 16));  // 16: unsynchronized
    }
    for (std::size_t size = 44; size <= 80; ++size) {
        CAPTURE(size);  // extensions are of 32 bits each
        Bytes longer = answer;
        longer.resize(size, 0xFF);
        CHECK(is_plain(longer) == (size >= 48 && size % 4 == 0));
    }
    // Sent when it was received, or a second later.
    for (const int seconds : {-1, 0, 1, 2, 60}) {
        CAPTURE(seconds);
        const bool right = seconds == 0 || seconds == 1;
        CHECK(is_plain(with(answer, 43, static_cast<unsigned>(0xC3 + seconds))) == right);
    }
    CHECK_FALSE(is_plain(with(answer, 40, 0xE1)));
    CHECK_FALSE(is_plain(with(answer, 32, 0xE1)));
}

TEST_CASE("NTP: cut behind the times it is known, and not before") {
    const Bytes answer = ntp_answer();
    for (std::size_t size = 0; size <= answer.size(); ++size) {
        CAPTURE(size);
        CHECK(is_plain_datagram({answer.data(), size}, 48) == (size >= 44));
    }
}

TEST_CASE("STUN: by its magic cookie, and a length that is the datagram's") {
    CHECK(is_plain(stun(0x0001, 0)));
    CHECK(is_plain(stun(0x0101, 12)));
    CHECK(is_plain(stun(0x3FFF, 400)));
    CHECK_FALSE(is_plain(stun(0x0101, 13)));  // attributes fill words of four bytes
    CHECK_FALSE(is_plain(stun(0x0101, 14)));
    CHECK_FALSE(is_plain(stun(0x4000, 0)));
    CHECK_FALSE(is_plain(stun(0x8001, 0)));
    const Bytes message = stun(0x0101, 12);
    for (std::size_t place = 4; place < 8; ++place) {
        CHECK_FALSE(is_plain(with(message, place, message[place] ^ 1U)));
    }
    for (const std::uint32_t length : {19U, 20U, 31U, 33U}) {
        CAPTURE(length);
        CHECK_FALSE(is_plain_datagram(view(message), length));
    }
    for (std::size_t size = 0; size <= message.size(); ++size) {
        CAPTURE(size);  // as much of it as was captured
        CHECK(is_plain_datagram({message.data(), size}, 32) == (size >= 8));
    }
}

TEST_CASE("DTLS records: what each of a datagram's records adds to it") {
    const Bytes finished = Bytes{20, 0, 0, 12} + Bytes(40, 9);
    struct Case {
        Bytes bytes;
        bool data;
        bool null;
        std::size_t from;  // of the protected content; 0: none
        std::size_t size;
    };
    const Bytes clear = dtls_part(22, 0, Bytes(20, 1));
    const Bytes alert = dtls_part(21, 0, Bytes(2, 1));
    const Bytes data = dtls_part(23, 0, Bytes(9, 1));
    const Bytes sealed = dtls_part(23, 1, Bytes(30, 7));
    const Bytes readable = dtls_part(22, 1, finished);
    for (const Case& one : std::vector<Case>{
             {clear, false, false, 0, 0},
             {clear + alert, false, false, 0, 0},
             {data, true, false, 0, 0},
             {data + clear, true, false, 0, 0},
             {clear + data, true, false, 0, 0},
             {sealed, false, false, 21, 22},
             {clear + sealed + sealed, false, false, 33 + 21, 22},
             {sealed + data, true, false, 21, 22},
             {clear + readable, false, true, 0, 0},
             {readable + sealed, false, true, 57 + 21, 22},
             {sealed + readable, false, true, 21, 22},
             {dtls_part(22, 2, Bytes(30, 7)), false, false, 21, 22},
             {dtls_part(23, 1, finished), false, false, 21, 36},  // no handshake
             {dtls_part(22, 0, finished), false, false, 0, 0},    // not yet
             {dtls_part(23, 1, Bytes(8, 7)), false, false, 0, 0},
         }) {
        CAPTURE(one.bytes);
        const auto found = dtls_in(one.bytes);
        REQUIRE(found);
        CHECK(found->data == one.data);
        CHECK(found->null == one.null);
        if (!found->protected_content) {
            CHECK(one.from == 0);
        } else if (one.from > 0) {
            CHECK(found->protected_content->data() - one.bytes.data() ==
                  static_cast<std::ptrdiff_t>(one.from));
            CHECK(found->protected_content->size() == one.size);
        } else {
            CHECK(found->protected_content->size() == 0);  // there, and nothing behind its nonce
        }
    }
}

TEST_CASE("DTLS records: they fill the datagram, as far as it was captured") {
    const Bytes first = dtls_part(22, 0, Bytes(20, 1));
    const Bytes two = first + dtls_part(23, 1, Bytes(30, 7));
    CHECK_FALSE(dtls_in(two + Bytes{0}));
    CHECK_FALSE(dtls_in(two + Bytes(12, 23)));
    CHECK_FALSE(dtls_in(two + Bytes(13, 23)));
    CHECK_FALSE(dtls_in(Bytes(two.begin(), two.end() - 1)));  // longer than the datagram
    CHECK_FALSE(dtls_in(Bytes{0} + two));
    for (std::size_t size = 1; size <= two.size(); ++size) {
        CAPTURE(size);
        CHECK(dtls_in(two, size).has_value() == (size >= kDtlsHeaderSize));
    }
    // Bytes that were captured and begin no record are none, whatever was cut off behind them.
    for (std::size_t more = 0; more <= 20; ++more) {
        CAPTURE(more);
        const Bytes other = first + Bytes(40, 0xEE);
        CHECK(dtls_in(other, first.size() + more).has_value() == (more < kDtlsHeaderSize));
    }
    // A record that claims more than the datagram has, though it was cut.
    Bytes longer = two;
    longer[first.size() + 12] = 31;
    CHECK_FALSE(dtls_in(longer, two.size() - 10));
}
