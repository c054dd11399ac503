// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether the bytes of a TCP connection are encrypted, segment by segment. What proves it is the
// connection's own protocol, followed from header to header by sequence numbers: TLS records from
// a hello on, SSH packets from the banner on, SMB messages one by one. Proof reaches no further
// than the header says; where a header has to come and none comes, it ends. A port is not asked.
// RFC 9293, RFC 8446, RFC 4253, [MS-SMB2] sections 2.1 and 2.2.41, [MS-TDS] section 2.2.1.
//
// The state is plain, small and of one size whatever the packets are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "recognise/judgement.h"
#include "recognise/readable.h"
#include "recognise/tls.h"
#include "wire/byte_view.h"

namespace vpcmirror {

struct TcpData {
    // Of the first byte of the payload.
    std::uint32_t sequence = 0;
    // As in the header: FIN 1, SYN 2, RST 4, ...
    std::uint8_t flags = 0;
    std::uint32_t length = 0;  // of the payload, in the original packet
    ByteView payload;          // as much of it as was captured
    std::uint8_t side = 0;     // 0 or 1: who sends
};

// What somebody else, a dissector, takes the packet for. Only a name: it proves nothing. None: no
// dissector took it.
enum class Word : std::uint8_t { None, Readable, Encrypting };

// In the order of the capture; segments may be lost, repeated or out of order. Takes time in
// proportion to the headers within the segment.
class TcpProof {
  public:
    // What it says of a segment stays unless a later step settles what is held.
    Step add(const TcpData& segment, Word word);

  private:
    // What the connection speaks, as far as it is proved. Plain: nothing yet, or nothing known.
    enum class Mode : std::uint8_t { Plain, Tls, Ssh, Smb };
    // Whether it is known where the next header of a direction stands. Unconfirmed: one header was
    // found, and the next has to stand where it says. Lost: a segment was missing, so that the next
    // header may be anywhere.
    enum class Chain : std::uint8_t { Off, Unconfirmed, Synced, Lost };

    // What the bytes up to the next header are.
    enum class Body : std::uint8_t { Handshake, Protected, Readable };

    // One of the two directions. Sequence numbers wrap and are compared as RFC 9293 says.
    struct Side {
        Chain chain = Chain::Off;
        Body body = Body::Handshake;  // of the message that `next` ends
        bool encrypting = false;      // from here on, by this side's own announcement
        bool key_exchange = false;    // SSH: its offer was seen
        bool offers_none = false;     // SSH: to do without a cipher
        std::uint8_t held_bytes = 0;  // of a header that the segment before ended in
        std::array<std::uint8_t, 8> head{};
        std::uint32_t from = 0;    // where the chain began
        std::uint32_t header = 0;  // of the message that `next` ends
        std::uint32_t next = 0;    // header
    };

    // What was found in one segment.
    struct Findings {
        bool encrypted = false;
        bool readable = false;  // by what the protocol says
        bool text = false;      // where nobody should be able to read
        bool doubt = false;     // neither
        bool opaque = false;    // enough of it to be sure
    };

    // While nothing is proved: is it readable, or does a protocol begin here?
    Step plain(const TcpData& data, Word word);
    std::optional<Step> begin_by_header(const TcpData& data);
    // Neither readable nor a beginning.
    Step unread(const TcpData& data, Word word, Content content);
    // What goes on as records that no handshake was seen of.
    Step confirm(const TcpData& data);
    // While a chain of headers is followed.
    Step follow(const TcpData& data, Word word);
    // Where the chain is lost: what can be said of a segment all the same.
    Step lost(const TcpData& data, Word word);
    Step ssh_lost(const TcpData& data, Content content);
    Step smb_lost(const TcpData& data, Word word, Content content);
    // Each begins a protocol at what was recognised as its first header.
    Step start_tls(const TcpData& data);
    Step start_tls_in_tds();
    Step start_ssh(const TcpData& data);
    Step start_smb(const TcpData& data);
    Step start_unconfirmed(const TcpData& data);
    // Finds the next header at the start of a segment, and holds it to the one after.
    Step resynchronise(const TcpData& data);

    // Both directions; what was known of another protocol is forgotten.
    void begin(Mode mode);
    void synchronise(Side& side, std::uint32_t sequence, Chain chain);
    // From header to header through the segment.
    Findings walk(const TcpData& data);
    // The bytes of a message between two headers.
    void body(const TcpData& data, std::uint32_t length, Findings& found);
    // A header that began in the segment before.
    void held_header(const TcpData& data, Findings& found, std::uint32_t& position);
    // The length of the message whose header `bytes` begin with; 0: there is no header. `rest` is
    // what the segment had from there on.
    std::uint32_t header(Side& side, ByteView bytes, std::uint32_t rest, Findings& found);
    std::uint32_t tls_header(Side& side, ByteView bytes, std::uint32_t rest, Findings& found);
    // Of either side: which cipher suites are offered, or which one was chosen.
    void read_hello(ByteView record, bool cut);
    std::uint32_t ssh_header(Side& side, ByteView bytes, std::uint32_t rest, Findings& found);
    std::uint32_t smb_header(Side& side, ByteView bytes, Findings& found);
    void protected_content(ByteView content, std::size_t nonce, Findings& found) const;
    // From what was found to what is said.
    Step conclude(const TcpData& data, const Findings& found);
    // Readable where the protocol says encrypted: then it is not believed any more.
    Step refuted();
    void look_for_upgrade(const TcpData& data);
    // Adds the evidence of segments that are too short to tell by themselves.
    bool adds_up(const TcpData& data);

    // Nothing that comes can make it readable.
    bool certain() const { return established_ || cipher_ == Cipher::Encrypts; }
    std::string_view protocol() const;
    std::size_t header_size() const;

    Mode mode_ = Mode::Plain;
    Cipher cipher_ = Cipher::Hidden;
    Offer offer_ = Offer::Hidden;
    bool may_be_null_ = false;  // as far as was captured, nothing may be encrypted
    bool started_ = false;      // its SYN was seen
    bool established_ = false;  // it is certain that this connection encrypts
    bool refuted_ = false;      // what should have been encrypted was readable
    bool clear_ = false;        // it is certain that it began readable
    bool upgrade_ = false;      // one side asked to encrypt from now on ...
    std::uint8_t asked_ = 0;    // ... this one
    int order_ = 0;             // bits_of_order() of what was too short to tell, in all
    std::array<Side, 2> sides_;
};

}  // namespace vpcmirror
