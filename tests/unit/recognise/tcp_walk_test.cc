// SPDX-License-Identifier: GPL-2.0-or-later
// What TcpProof finds from header to header: headers that segments part or cut off, and bytes that
// are sent again.
#include "catch.h"
#include "recognise/readable.h"
#include "testing/proof_talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr unsigned kWalkedNull = 0x0002;  // a cipher suite that does not encrypt

ProofTalk walked_tls(unsigned suite = 0xC02F) {
    ProofTalk talk;
    talk.syn().client(client_hello()).server(server_hello(suite));
    return talk;
}

// Three bytes of a header: they are a part of one only where one has to come.
Bytes header_begun() {
    return part_of(tls_data(60), 0, 3);
}

// Text, but words without spaces.
Bytes list_of_ciphers() {
    return text_bytes("aes128-ctr,aes256-ctr,aes192-ctr,chacha20");
}

}  // namespace

TEST_CASE("TCP walk: a header that two segments part is followed at once") {
    const Bytes two = tls_data(100) + tls_data(200);
    for (std::size_t border = 105; border <= 110; ++border) {
        CAPTURE(border);
        ProofTalk talk = walked_tls();
        talk.server(part_of(two, 0, border)).server(part_of(two, border));
        CHECK(talk.said() == "eeee");
        talk.server(header_begun());
        CHECK(talk.said() == "eeeee");
    }
}

TEST_CASE("TCP walk: a segment may end where the header ends that it completes") {
    const Bytes two = tls_data(100) + tls_data(200);
    ProofTalk talk = walked_tls();
    talk.server(part_of(two, 0, 107)).server(part_of(two, 107, 110)).server(part_of(two, 110));
    talk.server(header_begun());
    CHECK(talk.said() == "eeeeee");
}

TEST_CASE("TCP walk: of a header in two segments, the second may make it none") {
    struct Case {
        Bytes rest;
        char said;
    };
    const Bytes fits = Bytes{3, 0, static_cast<std::uint8_t>(plain_text().size())};
    for (const Case& one : {
             Case{Bytes{3, 0, 100} + ciphertext(100), 'e'},
             Case{Bytes{9, 9, 9} + ciphertext(100), '?'},
             Case{plain_text(), 'c'},
             Case{fits + plain_text(), 'c'},
         }) {
        CAPTURE(one.rest);
        ProofTalk talk = walked_tls();
        talk.server(tls_data(100) + Bytes{23, 3}).server(one.rest);
        CHECK(talk.said() == std::string("eee") + one.said);
    }
}

TEST_CASE("TCP walk: a header that was cut off is a hole") {
    const Bytes two = tls_data(100) + tls_data(900);
    for (std::size_t cut = 105; cut <= 110; ++cut) {
        CAPTURE(cut);
        const bool read = cut == 110;
        ProofTalk talk = walked_tls();
        talk.server(part_of(two, 0, 600), cut).server(part_of(two, 600));
        CHECK(talk.said() == (read ? "eeee" : "eee?"));
        talk.server(tls_data(40));
        CHECK(talk.said() == "eeeee");
        // Where no handshake was seen, it is what has to confirm the one before.
        CHECK(ProofTalk().client(two, cut).said() == (read ? "e" : "?"));
    }
}

TEST_CASE("TCP walk: behind a byte that is missing there is a hole, whatever stands next to it") {
    ProofTalk talk = walked_tls();
    talk.server(tls_data(100)).lose(1, 1).server(ciphertext(100));
    CHECK(talk.said() == "eee?");
    talk.server(tls_data(60));
    CHECK(talk.said() == "eeeee");
    // A header of which two bytes came does not go on behind the hole either.
    talk = walked_tls();
    talk.server(tls_data(100) + Bytes{23, 3}).lose(1, 50).server(ciphertext(100));
    CHECK(talk.said() == "eee?");
    // The byte that is missing is a zero, as what was never held would be.
    ProofTalk ssh;
    const Bytes packet = ssh_packet_of(30, Bytes{0xFF} + ciphertext(100));
    ssh.syn().client(kSshBanner).lose(0, 1).client(part_of(packet, 1));
    CHECK(ssh.said() == "??");
}

TEST_CASE("TCP walk: bytes of a record are told from chance by sixteen that come in one segment") {
    for (const std::size_t rest : {15U, 16U}) {
        CAPTURE(rest);
        const Bytes record = tls_data(16 + rest);
        ProofTalk talk;
        talk.client(part_of(record, 0, 21)).client(part_of(record, 21));
        CHECK(talk.said() == (rest == 16 ? "ee" : "??"));
    }
}

TEST_CASE("TCP walk: without a cipher each byte of a record is readable, the last one alone too") {
    const Bytes record = tls_data(200);
    ProofTalk talk = walked_tls(kWalkedNull);
    talk.client(part_of(record, 0, 100)).client(part_of(record, 100, 204));
    CHECK(talk.said() == "cccc");
    talk.client(part_of(record, 204));
    CHECK(talk.said() == "ccccc");
    // The same once more, on both sides: sequence numbers of one have wrapped.
    talk.again(0, 205).client(record);
    CHECK(talk.said() == "cccccc");
    talk.server(record).again(1, 205).server(record);
    CHECK(talk.said() == "cccccccc");
}

TEST_CASE("TCP walk: an SMB message sent again is what it was only while no other came") {
    const Bytes readable = smb_message(0xFE, ciphertext(100));
    const Bytes encrypted = smb_message(0xFD, ciphertext(200));
    ProofTalk talk;
    talk.syn().server(readable).again(1, 108).server(readable);
    CHECK(talk.said() == "cc");
    talk.server(encrypted).again(1, 208).server(encrypted).again(1, 208 + 108).server(readable);
    CHECK(talk.said() == "ccee?");
    const Bytes other = smb_message(0xFE, ciphertext(300));
    talk.server(encrypted).server(other).again(1, 308 + 208).server(encrypted);
    CHECK(talk.said() == "ccee?ec?");
}

TEST_CASE("TCP walk: what comes again of a handshake may be lists, and is no prose") {
    const Bytes two = ssh_packet_of(30, ciphertext(100)) + ssh_packet_of(31, ciphertext(36));
    for (const bool prose : {false, true}) {
        ProofTalk talk;
        talk.syn().client(kSshBanner).client(part_of(two, 0, 112)).client(part_of(two, 112));
        talk.again(0, static_cast<std::uint32_t>(two.size()));
        talk.client(prose ? plain_text() : list_of_ciphers());
        CHECK(talk.said() == (prose ? "cccc" : "?eee"));
    }
    ProofTalk encrypting = walked_tls();
    encrypting.server(tls_data(300)).server(tls_data(300)).again(1, 610).server(list_of_ciphers());
    CHECK(encrypting.said() == "eeeec");
}

TEST_CASE("TCP walk: the header of an SSH packet has six bytes") {
    const Bytes first = ssh_packet_of(30, ciphertext(36));
    const Bytes two = first + ssh_packet_of(31, ciphertext(36));
    for (std::size_t bytes = 1; bytes <= 6; ++bytes) {
        CAPTURE(bytes);
        const std::size_t border = first.size() + bytes;
        ProofTalk parted;
        parted.syn().client(kSshBanner).client(part_of(two, 0, border));
        parted.client(part_of(two, border)).client(part_of(first, 0, 3));
        CHECK(parted.said() == "?eee");
        ProofTalk cut;
        cut.syn().client(kSshBanner).client(two, border).client(part_of(first, 0, 3));
        CHECK(cut.said() == (bytes == 6 ? "?ee" : "?e?"));
    }
}

TEST_CASE("TCP walk: only new keys make SSH encrypt, and from then on no text is a list") {
    const Bytes list = ssh_packet_of(34, list_of_ciphers());
    ProofTalk talk;
    talk.syn().client(kSshBanner).client(ssh_packet_of(34, ciphertext(8))).client(list);
    CHECK(talk.said() == "?ee");
    talk.client(ssh_packet_of(21, {})).client(list);
    CHECK(talk.said() == "ccccc");
}

TEST_CASE("TCP walk: SSH is certain by sixteen bytes behind a length, in each segment anew") {
    for (const std::size_t size : {19U, 20U}) {
        CAPTURE(size);
        ProofTalk talk;
        talk.syn().client(kSshBanner).client(ssh_packet_of(21, {})).client(ciphertext(size));
        CHECK(talk.said() == (size == 20 ? "eee" : "?ee"));
    }
    ProofTalk together;
    together.syn().client(kSshBanner).client(ssh_packet_of(21, {}) + ciphertext(8));
    together.client(ciphertext(16));
    CHECK(together.said() == "?ee");
    together.client(ciphertext(20));
    CHECK(together.said() == "eeee");
}

TEST_CASE("TCP walk: where SMB's next message has to come, nothing else is taken for one") {
    const Bytes rest = ciphertext(60);
    struct Case {
        Bytes bytes;
        char said;
    };
    for (const Case& one : {
             Case{Bytes{0, 0, 0, 4, 0xFE, 'S', 'M', 'B'}, 'c'},
             Case{Bytes{0, 0, 0, 3, 0xFE, 'S', 'M', 'B'} + rest, '?'},
             Case{Bytes{1, 0, 0, 64, 0xFE, 'S', 'M', 'B'} + rest, '?'},
             Case{Bytes{0, 0, 0, 64, 0xFE, 'S', 'M', 'C'} + rest, '?'},
             Case{smb_message(0xFF, rest), 'c'},
             Case{smb_message(0xFE, rest), 'c'},
             Case{smb_message(0xFC, rest), 'c'},
             Case{smb_message(0xFB, rest), '?'},
             // [MS-SMB2] section 2.2.41: its header alone has 52 bytes.
             Case{smb_message(0xFD, part_of(rest, 0, 48)), 'e'},
             Case{smb_message(0xFD, part_of(rest, 0, 47)), '?'},
             Case{part_of(smb_message(0xFD, part_of(rest, 0, 47)), 0, 8), '?'},
         }) {
        CAPTURE(one.bytes);
        ProofTalk talk;
        talk.syn().client(smb_message(0xFD, ciphertext(200))).client(one.bytes);
        CHECK(talk.said() == std::string("e") + one.said);
    }
}

TEST_CASE(
    "TCP walk: of an encrypted SMB message, all behind its header is looked at, and no more") {
    const Bytes zeros(4, 0);
    REQUIRE(content_of(view(zeros)) == Content::Order);
    const auto said_of = [](const Bytes& content, const Bytes& behind = {}) {
        ProofTalk talk;
        talk.syn().client(smb_message(0xFD, ciphertext(48) + content) + behind);
        return talk.said();
    };
    CHECK(said_of(zeros) == "?");
    CHECK(said_of(part_of(zeros, 1)) == "e");
    // 24 bytes of text are text; one of them may be another byte.
    CHECK(said_of(part_of(plain_text(), 0, 24)) == "c");
    CHECK(said_of(part_of(plain_text(), 0, 23), smb_message(0xFD, ciphertext(100))) == "?");
}
