// SPDX-License-Identifier: GPL-2.0-or-later
// What UdpProof says of WireGuard.
#include <algorithm>

#include "catch.h"
#include "testing/datagram_talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

Bytes wireguard_initiation() {
    return wireguard_message(1, kClientIndex + ciphertext(140));
}

Bytes wireguard_response(const Bytes& index = kClientIndex) {
    return wireguard_message(2, kServerIndex + index + ciphertext(80));
}

DatagramTalk wireguard_agreed(const Bytes& client_index) {
    DatagramTalk flow;
    flow.client(wireguard_message(1, client_index + ciphertext(140)));
    flow.server(wireguard_response(client_index));
    return flow;
}

// Where no text is beside it.
Bytes wireguard_text_at(Bytes message, std::size_t at) {
    const Bytes text = text_bytes("this is text, 24 letters");
    message.at(at - 1) = message.at(at + text.size()) = 0xFE;
    std::copy(text.begin(), text.end(), message.begin() + static_cast<std::ptrdiff_t>(at));
    return message;
}

}  // namespace

TEST_CASE("UDP proof: WireGuard by a handshake whose answer names it") {
    DatagramTalk flow;
    flow.client(wireguard_message(1, kClientIndex + ciphertext(124) + Bytes(16, 0)));
    CHECK(flow.said() == "?");
    flow.server(wireguard_message(2, kServerIndex + kClientIndex + ciphertext(64) + Bytes(16, 0)));
    flow.client(wireguard_message(4, kServerIndex + Bytes(8, 0) + ciphertext(112)))
        .server(wireguard_message(4, kClientIndex + Bytes(8, 0) + ciphertext(16)));
    CHECK(flow.said() == "eeee");
    CHECK(flow.protocol() == "WireGuard");
    flow.client(plain_text()).client(wireguard_message(4, ciphertext(12) + ciphertext(112)));
    CHECK(flow.said() == "eeeec?");
}

TEST_CASE("UDP proof: one WireGuard-like datagram says nothing of the others, nor of itself") {
    const Bytes like = wireguard_message(4, ciphertext(108));
    DatagramTalk flow;
    flow.client(plain_text()).client(like, Word::Encrypting).client(plain_text()).client(like);
    CHECK(flow.said() == "c?c?");
    CHECK(DatagramTalk()
              .client(wireguard_message(1, plain_text() + plain_text() + Bytes(8, 'x')))
              .said() == "c");
    const Bytes wrong = wireguard_message(2, kServerIndex + kServerIndex + ciphertext(80));
    CHECK(DatagramTalk()
              .client(wireguard_message(1, kClientIndex + ciphertext(140)))
              .server(wrong)
              .said() == "??");
}

TEST_CASE(
    "UDP proof: WireGuard by the last two indices of each side, and cookies by their length") {
    const Bytes next_index = {0x51, 0x52, 0x53, 0x54};
    const Bytes last_index = {0x61, 0x62, 0x63, 0x64};
    DatagramTalk flow;
    const auto shake = [&](const Bytes& index) {
        flow.client(wireguard_message(1, index + ciphertext(140)));
        flow.server(wireguard_message(2, kServerIndex + index + ciphertext(80)));
    };
    const auto to_client = [&](const Bytes& index) {
        flow.server(wireguard_message(4, index + Bytes(8, 0) + ciphertext(112)));
        return flow.said().back();
    };
    shake(kClientIndex);
    CHECK(to_client(kClientIndex) == 'e');
    shake(next_index);
    CHECK(to_client(kClientIndex) == 'e');
    CHECK(to_client(next_index) == 'e');
    shake(last_index);
    CHECK(to_client(next_index) == 'e');
    CHECK(to_client(last_index) == 'e');
    CHECK(to_client(kClientIndex) == '?');
    // A cookie reply is 64 bytes, the WireGuard paper section 5.4.7.
    for (const std::size_t size : {55U, 56U, 57U}) {
        CAPTURE(size);
        flow.server(wireguard_message(3, last_index + ciphertext(size)));
        CHECK(flow.said().back() == (size == 56 ? 'e' : '?'));
    }
    flow.server(wireguard_message(5, last_index + ciphertext(56)));
    CHECK(flow.said().back() == '?');
}

TEST_CASE("UDP proof: WireGuard's handshake is two messages of one length each") {
    // The WireGuard paper, sections 5.4.2 and 5.4.3.
    for (const std::size_t first : {147U, 148U, 149U}) {
        for (const std::size_t second : {91U, 92U, 93U}) {
            CAPTURE(first, second);
            DatagramTalk flow;
            flow.client(wireguard_message(1, kClientIndex + ciphertext(first - 8)));
            flow.server(
                wireguard_message(2, kServerIndex + kClientIndex + ciphertext(second - 12)));
            CHECK(flow.said() == (first == 148 && second == 92 ? "ee" : "??"));
        }
    }
    // An index that nobody gave.
    for (const Bytes& other : {Bytes(4, 0), kServerIndex}) {
        DatagramTalk flow;
        flow.client(wireguard_message(1, kClientIndex + ciphertext(140)));
        flow.server(wireguard_message(2, kServerIndex + other + ciphertext(80)));
        CHECK(flow.said() == "??");
    }
}

TEST_CASE("UDP proof: what WireGuard encrypts begins behind its header") {
    // 24 bytes of text are text: behind index and counter, or behind the index of a cookie.
    const Bytes text = text_bytes("this is text, 24 letters");
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}}) {
        CAPTURE(cut);
        const Bytes read =
            Bytes(text.begin() + static_cast<std::ptrdiff_t>(cut), text.end()) + Bytes{0xFE};
        DatagramTalk flow;
        flow.client(wireguard_message(1, kClientIndex + ciphertext(140)));
        flow.server(wireguard_message(2, kServerIndex + kClientIndex + ciphertext(80)));
        DatagramTalk cookie = flow;
        flow.client(wireguard_message(4, kServerIndex + Bytes(8, 0) + read + ciphertext(71 + cut)));
        CHECK(flow.said() == (cut == 0 ? "eec" : "eee"));
        cookie.client(wireguard_message(3, kServerIndex + read + ciphertext(31 + cut)));
        CHECK(cookie.said() == (cut == 0 ? "eec" : "eee"));
    }
}

TEST_CASE("UDP proof: WireGuard's indices are known bit by bit") {
    const Bytes first = wireguard_initiation();
    for (unsigned bit = 0; bit < 32; ++bit) {
        CAPTURE(bit);
        Bytes other = kClientIndex;
        other[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        DatagramTalk flow;
        flow.client(first).server(wireguard_response(other));
        CHECK(flow.said() == "??");
    }
    // The last two of many, and no number that was none of them.
    DatagramTalk flow = wireguard_agreed(kClientIndex);
    for (std::uint8_t i = 1; i <= 3; ++i) {
        const Bytes index = {i, 0xA5, 0xA6, 0xA7};
        flow.client(wireguard_message(1, index + ciphertext(140)));
        flow.server(wireguard_response(index));
    }
    for (std::uint8_t number = 0; number <= 8; ++number) {
        CAPTURE(number);
        flow.server(
            wireguard_message(4, Bytes{number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0} + ciphertext(112)));
        CHECK(flow.said().back() == '?');
    }
}

TEST_CASE("UDP proof: WireGuard's reserved bytes are zero") {
    const auto reserved = [](Bytes message, std::size_t place) {
        message.at(place) = 1;
        return message;
    };
    const Bytes first = wireguard_initiation();
    const Bytes second = wireguard_response();
    for (std::size_t place = 1; place <= 3; ++place) {
        CAPTURE(place);
        CHECK(DatagramTalk().client(reserved(first, place)).server(second).said() == "??");
        CHECK(DatagramTalk().client(first).server(reserved(second, place)).said() == "??");
        for (const std::uint8_t kind : Bytes{3, 4}) {
            const Bytes message =
                wireguard_message(kind, kClientIndex + ciphertext(kind == 3 ? 56 : 120));
            DatagramTalk flow;
            flow.client(first).server(second);
            CHECK(flow.server(message).said() == "eee");
            CHECK(flow.server(reserved(message, place)).said() == "eee?");
        }
    }
}

TEST_CASE("UDP proof: WireGuard's index tells as soon as all of it was captured") {
    const Bytes index = {9, 8, 7, 0};
    const DatagramTalk agreed = wireguard_agreed(index);
    for (const std::uint8_t kind : Bytes{3, 4}) {
        for (std::size_t size = 1; size <= 9; ++size) {
            CAPTURE(kind, size);
            DatagramTalk flow = agreed;
            flow.server(wireguard_message(kind, index + ciphertext(kind == 3 ? 56 : 120)),
                        Word::None, size);
            CHECK(flow.said() == (size >= 8 ? "eee" : "ee?"));
        }
    }
}

TEST_CASE("UDP proof: WireGuard's data are 32 bytes or more, in blocks of 16") {
    // The WireGuard paper, section 5.4.6: an empty packet is a header of 16 bytes and a tag.
    const DatagramTalk agreed = wireguard_agreed(kClientIndex);
    for (std::size_t size = 9; size <= 130; ++size) {
        CAPTURE(size);
        DatagramTalk flow = agreed;
        flow.server(wireguard_message(4, kClientIndex + ciphertext(size - 8)));
        CHECK(flow.said() == (size >= 32 && size % 16 == 0 ? "eee" : "ee?"));
    }
}

TEST_CASE("UDP proof: a WireGuard index full of zeros is none of a cookie's content") {
    const Bytes index = {1, 0, 0, 0};
    DatagramTalk flow = wireguard_agreed(index);
    flow.server(wireguard_message(3, index + ciphertext(56)), Word::None, 8 + 16);
    CHECK(flow.said() == "eee");
}

TEST_CASE("UDP proof: WireGuard in a flow that speaks something else is none") {
    const Bytes first = wireguard_initiation();
    const Bytes second = wireguard_response();
    const Bytes quic = quic_initial(ciphertext(8), ciphertext(8), ciphertext(100));
    CHECK(DatagramTalk().client(quic).client(first).server(second).said() == "e??");
    CHECK(DatagramTalk().client(kDtlsClient).client(first).server(second).said() == "e??");
}

TEST_CASE("UDP proof: what WireGuard's handshake encrypts is nowhere text") {
    // The WireGuard paper, section 5.4.2: from the ephemeral key on to the time, bytes 8 to 115;
    // section 5.4.3: from 12 to 59. Around them are numbers.
    for (const std::size_t at : {7U, 8U, 50U, 92U, 93U}) {
        CAPTURE(at);
        const Bytes first = wireguard_text_at(wireguard_initiation(), at);
        const Bytes index(first.begin() + 4, first.begin() + 8);
        CHECK(DatagramTalk().client(first).server(wireguard_response(index)).said() ==
              (at == 7 || at == 93 ? "ee" : "c?"));
    }
    for (const std::size_t at : {11U, 12U, 24U, 36U, 37U}) {
        CAPTURE(at);
        const Bytes second = wireguard_text_at(wireguard_response({0xF1, 0xF2, 0xFE, 't'}), at);
        const Bytes index(second.begin() + 8, second.begin() + 12);
        const Bytes first = wireguard_message(1, index + ciphertext(140));
        CHECK(DatagramTalk().client(first).server(second).said() ==
              (at == 11 || at == 37 ? "ee" : "?c"));
    }
}
