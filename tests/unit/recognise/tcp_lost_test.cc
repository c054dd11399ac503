// SPDX-License-Identifier: GPL-2.0-or-later
// What TcpProof says while it is not known where the connection's next header stands.
#include "catch.h"
#include "testing/proof_talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr std::uint8_t kLostClient = 0;
constexpr std::uint8_t kLostServer = 1;

ProofTalk lost_tls(Word word = Word::None) {
    ProofTalk talk(word);
    talk.syn().client(client_hello()).server(server_hello()).lose(kLostServer, 500);
    return talk;
}

// Banners, and what either side offers.
ProofTalk lost_ssh(bool client, bool server) {
    ProofTalk talk(Word::Encrypting);
    talk.syn().client(kSshBanner).server(kSshBanner);
    if (client) talk.client(ssh_offer("aes128-ctr"));
    if (server) talk.server(ssh_offer("aes128-ctr"));
    talk.lose(kLostClient, 500).lose(kLostServer, 500);
    return talk;
}

ProofTalk lost_smb() {
    ProofTalk talk(Word::None);
    talk.syn().client(smb_message(0xFD, ciphertext(200))).lose(kLostClient, 40);
    return talk;
}

char last_of(const ProofTalk& talk) {
    return talk.said().back();
}

}  // namespace

TEST_CASE("TCP proof: behind a hole, text in a handshake may be a certificate") {
    ProofTalk talk = lost_tls();
    talk.server(tls_record_of(22, plain_text())).client(tls_data(60));
    CHECK(talk.said() == "ee?e");
    talk = lost_tls();
    talk.server(plain_text()).client(tls_data(60));
    CHECK(talk.said() == "ee?e");
}

TEST_CASE("TCP proof: behind a hole, text in a record of data is text") {
    ProofTalk talk = lost_tls();
    talk.server(tls_record_of(23, plain_text()));
    CHECK(last_of(talk) == 'c');
    talk = lost_tls();
    talk.server(tls_record_of(23, Bytes(8, 0x91) + plain_text()));
    CHECK(last_of(talk) == 'c');
}

TEST_CASE("TCP proof: in a hole, what is not random stays unknown when records go on behind it") {
    ProofTalk talk = lost_tls();
    talk.server(Bytes(60, 0)).server(ciphertext(200)).server(tls_data(100));
    CHECK(talk.said() == "ee?ee");
    // No header is found where a record's content is not random.
    talk = lost_tls();
    const Bytes nonce = {0x91, 'k', 0xA7, 'Q', 0xC3, '7', 0xE5, 'z'};
    talk.server(tls_record_of(23, nonce + Bytes(4, 0)));
    talk.server(ciphertext(200)).server(tls_data(100));
    CHECK(talk.said() == "ee?ee");
}

TEST_CASE("TCP proof: behind a hole, a hello begins a connection anew") {
    ProofTalk talk = lost_tls();
    talk.server(server_hello()).server(tls_data(60)).client(client_hello());
    CHECK(talk.said() == "eeeee");
    CHECK(talk.protocol() == "TLS");
    // Of TLS, whatever the connection spoke before.
    for (ProofTalk other : {lost_ssh(true, true), lost_smb()}) {
        other.client(client_hello());
        CHECK(last_of(other) == 'e');
        CHECK(other.protocol() == "TLS");
    }
}

TEST_CASE("TCP proof: behind a hole, a hello begins TLS, whatever was spoken before") {
    ProofTalk talk = lost_ssh(false, false);
    talk.client(client_hello());
    CHECK(last_of(talk) == 'e');
    CHECK(talk.protocol() == "TLS");
}

TEST_CASE("TCP proof: a hole that a handshake follows is no part of what is encrypted") {
    ProofTalk talk = lost_tls();
    talk.server(ciphertext(200)).server(server_hello());
    CHECK(talk.said() == "ee?e");
}

TEST_CASE("TCP proof: where a direction's first record is a certificate, its text is none") {
    ProofTalk talk;
    talk.syn().client(client_hello()).lose(kLostServer, 500);
    talk.server(tls_record_of(22, plain_text())).client(tls_data(60));
    CHECK(talk.said() == "eee");
}

TEST_CASE("TCP proof: behind a hole, SSH is encrypted if both sides were seen to agree on it") {
    for (const bool client : {false, true}) {
        for (const bool server : {false, true}) {
            for (const bool from_client : {false, true}) {
                CAPTURE(client, server, from_client);
                ProofTalk talk = lost_ssh(client, server);
                from_client ? talk.client(ciphertext(100)) : talk.server(ciphertext(100));
                CHECK(last_of(talk) == (client && server ? 'e' : '?'));
            }
        }
    }
}

TEST_CASE("TCP proof: behind a hole, SSH is told from chance by 16 bytes behind a length") {
    for (const std::size_t size : {4U, 8U, 19U, 20U, 60U}) {
        CAPTURE(size);
        ProofTalk talk = lost_ssh(true, true);
        talk.client(ciphertext(size));
        CHECK(last_of(talk) == (size >= 20 ? 'e' : '?'));
    }
    ProofTalk zeros = lost_ssh(true, true);
    zeros.client(Bytes(100, 0));
    CHECK(last_of(zeros) == '?');
}

TEST_CASE("TCP proof: behind a hole, text in SSH may be a list of algorithms, and once only") {
    ProofTalk talk = lost_ssh(false, false);
    talk.client(ciphertext(100)).client(plain_text());
    CHECK(last_of(talk) == '?');
    talk = lost_ssh(true, true);
    talk.client(ssh_packet_of(21, {})).client(plain_text());
    CHECK(last_of(talk) == 'c');
}

TEST_CASE("TCP proof: behind a hole, the key exchange of SSH goes on at its next packet") {
    ProofTalk talk = lost_ssh(true, true);
    talk.client(ssh_packet_of(30, ciphertext(36)) + ssh_packet_of(21, {})).client(ciphertext(60));
    CHECK(talk.said() == "eeeeee");
    talk = lost_ssh(false, false);
    talk.client(kSshBanner).server(kSshBanner).client(ssh_offer("aes128-ctr"));
    talk.server(ssh_offer("aes128-ctr") + ssh_packet_of(21, {})).server(ciphertext(60));
    CHECK(talk.said() == "eeeeeee");
}

TEST_CASE("TCP proof: behind a hole, SMB is known message by message, and text is text") {
    struct Case {
        Word word;
        Bytes bytes;
        char said;
    };
    for (const Case& one : {
             Case{Word::None, plain_text(), 'c'},
             Case{Word::Readable, plain_text(), 'c'},
             Case{Word::Encrypting, plain_text(), 'c'},
             Case{Word::None, Bytes(60, 0), '?'},
             Case{Word::Encrypting, Bytes(60, 0), '?'},
             Case{Word::Readable, Bytes(60, 0), 'c'},
             Case{Word::Readable, ciphertext(200), '?'},
             Case{Word::None, ciphertext(200), '?'},
             Case{Word::None, smb_message(0xFD, ciphertext(200)), 'e'},
             Case{Word::None, smb_message(0xFE, ciphertext(200)), 'c'},
             Case{Word::None, smb_message(0xFC, ciphertext(200)), 'c'},
         }) {
        CAPTURE(one.bytes);
        ProofTalk talk = lost_smb();
        talk.to_string(one.word).client(one.bytes);
        CHECK(talk.said() == std::string("e") + one.said);
    }
}

TEST_CASE("TCP proof: where no header was found yet, a record of a handshake may hold text") {
    ProofTalk talk;
    talk.syn().client(client_hello()).lose(kLostServer, 90);
    talk.server(tls_record_of(22, plain_text())).client(tls_data(60));
    CHECK(talk.said() == "eee");
}

TEST_CASE("TCP proof: text where no protocol's header was found yet, or behind encryption") {
    ProofTalk tls;
    CHECK(tls.syn().client(client_hello()).server(plain_text()).said() == "cc");
    ProofTalk behind;
    behind.syn().client(client_hello()).server(server_hello()).server(tls_data(60));
    CHECK(behind.lose(kLostServer, 500).server(plain_text()).said() == "eeec");
    ProofTalk ssh(Word::Encrypting);
    ssh.syn().client(kSshBanner).server(plain_text());
    CHECK(last_of(ssh) == 'c');
    ssh = lost_ssh(true, true);
    ssh.client(ssh_packet_of(21, {})).lose(kLostClient, 40).client(plain_text());
    CHECK(last_of(ssh) == 'c');
}

TEST_CASE("TCP proof: what lies in a hole before more of a handshake may be a part of that") {
    ProofTalk talk = lost_tls();
    talk.server(ciphertext(200)).server(tls_record_of(22, ciphertext(60)));
    CHECK(talk.said() == "ee?e");
}
