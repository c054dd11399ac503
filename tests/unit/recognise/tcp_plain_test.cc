// SPDX-License-Identifier: GPL-2.0-or-later
// What TcpProof says while no protocol is proved, and of the banner with which SSH begins.
#include "catch.h"
#include "recognise/readable.h"
#include "testing/proof_talk.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const Bytes kGreeting = text_bytes("220 mail.example.com ESMTP ready\r\n");
const Bytes kAsksForTls = text_bytes("STARTTLS\r\n");
const Bytes kZeros(60, 0);

// No two are the same, so that only that they are letters tells them from chance.
Bytes letters(std::size_t count) {
    return part_of(text_bytes("abcdefghijklmnop"), 0, count);
}

void begin_readable(ProofTalk& talk) {
    talk.syn().server(kGreeting);
}

void ask_for_tls(ProofTalk& talk) {
    talk.syn().server(kGreeting).client(kAsksForTls);
}

void only_syn(ProofTalk& talk) {
    talk.syn();
}

void no_syn(ProofTalk& /*talk*/) {}

}  // namespace

TEST_CASE("TCP proof: what nobody can read is unknown for a reason") {
    struct Case {
        void (*begin)(ProofTalk& talk);
        Word word;
        std::size_t size;
        std::size_t captured;
        Doubt doubt;
        Held held;
    };
    for (const Case& one : {
             Case{only_syn, Word::None, 200, 200, Doubt::Unnamed, Held::No},
             Case{only_syn, Word::None, 200, 100, Doubt::Unnamed, Held::No},
             Case{only_syn, Word::None, 7, 7, Doubt::Unnamed, Held::Doubtful},
             Case{only_syn, Word::None, 200, 7, Doubt::Cut, Held::Doubtful},
             Case{only_syn, Word::Encrypting, 200, 200, Doubt::NoProof, Held::No},
             Case{only_syn, Word::Encrypting, 7, 7, Doubt::NoProof, Held::No},
             Case{no_syn, Word::None, 200, 200, Doubt::Unstarted, Held::No},
             Case{no_syn, Word::None, 7, 7, Doubt::Unnamed, Held::Doubtful},
             Case{begin_readable, Word::None, 200, 200, Doubt::Unnamed, Held::Doubtful},
             Case{begin_readable, Word::None, 200, 100, Doubt::Cut, Held::Doubtful},
             Case{begin_readable, Word::Encrypting, 200, 200, Doubt::NoProof, Held::No},
             Case{ask_for_tls, Word::None, 200, 200, Doubt::NoProof, Held::No},
             Case{ask_for_tls, Word::None, 7, 7, Doubt::Unnamed, Held::No},
         }) {
        CAPTURE(one.word, one.size, one.captured, one.doubt);
        ProofTalk talk;
        one.begin(talk);
        talk.to_string(one.word).client(ciphertext(one.size), one.captured);
        CHECK(talk.said().back() == '?');
        CHECK(talk.last().now.doubt == one.doubt);
        CHECK(talk.last().held == one.held);
    }
}

TEST_CASE("TCP proof: what is not random is a part of what is readable, unless it may be another") {
    struct Case {
        void (*begin)(ProofTalk& talk);
        Word word;
        char said;
        Doubt doubt;
        Held held;
    };
    for (const Case& one : {
             Case{only_syn, Word::Readable, 'c', Doubt::None, Held::No},
             Case{only_syn, Word::None, '?', Doubt::Unnamed, Held::Doubtful},
             Case{only_syn, Word::Encrypting, '?', Doubt::NoProof, Held::No},
             Case{begin_readable, Word::Readable, 'c', Doubt::None, Held::No},
             Case{begin_readable, Word::None, 'c', Doubt::None, Held::Doubtful},
             Case{begin_readable, Word::Encrypting, '?', Doubt::NoProof, Held::No},
             Case{ask_for_tls, Word::None, '?', Doubt::Unnamed, Held::Doubtful},
         }) {
        CAPTURE(one.word, one.said, one.doubt);
        ProofTalk talk;
        one.begin(talk);
        talk.to_string(one.word).client(kZeros);
        CHECK(talk.said().back() == one.said);
        CHECK(talk.last().now.doubt == one.doubt);
        CHECK(talk.last().held == one.held);
    }
}

TEST_CASE("TCP proof: a certificate is in doubt only where nothing was seen before it") {
    const Bytes certificate = Bytes(20, 0) + Bytes{6, 3, 0x55, 4, 3} + Bytes(20, 0);
    ProofTalk started(Word::Readable);
    started.syn().server(certificate);
    CHECK(started.said() == "c");
    ProofTalk unstarted;
    unstarted.server(certificate);
    CHECK(unstarted.last().now.doubt == Doubt::Unstarted);
    ProofTalk readable;
    readable.client(plain_text()).server(certificate);
    CHECK(readable.said() == "cc");
}

TEST_CASE("TCP proof: short lines are readable once they have 18 bits of order together") {
    REQUIRE(bits_of_order(view(letters(8))) == 9);
    ProofTalk enough(Word::Readable);
    enough.syn().client(letters(8)).server(letters(8));
    CHECK(enough.said() == "cc");
    ProofTalk less(Word::Readable);
    REQUIRE(bits_of_order(view(letters(7))) < 9);
    less.syn().client(letters(8)).server(letters(7));
    CHECK(less.said() == "??");
}

TEST_CASE("TCP proof: an answer to who asked for encryption is readable by 10 bits of order") {
    for (const std::size_t count : {8U, 9U}) {
        const bool enough = count == 9;
        CAPTURE(count);
        REQUIRE(bits_of_order(view(letters(count))) == (enough ? 10 : 9));
        ProofTalk talk(Word::Readable);
        ask_for_tls(talk);
        talk.server(letters(count));
        CHECK(talk.said() == (enough ? "ccc" : "cc?"));
    }
}

TEST_CASE("TCP proof: behind a banner whose end is not there, packets begin with a segment") {
    struct Case {
        std::size_t size;
        std::size_t captured;
        char next;
    };
    for (const Case& one : {
             Case{255, 20, 'e'},
             // RFC 4253 section 4.2: no banner is as long, so that packets began within.
             Case{256, 20, '?'},
             Case{256, 256, 'e'},
         }) {
        CAPTURE(one.size, one.captured);
        ProofTalk talk;
        talk.syn().client(text_bytes("SSH-2.0-") + Bytes(one.size - 8, 'x'), one.captured);
        talk.client(part_of(ssh_packet_of(30, ciphertext(36)), 0, 3));
        CHECK(talk.said() == std::string("?") + one.next);
    }
}
