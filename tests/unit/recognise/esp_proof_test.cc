// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/esp_proof.h"

#include "catch.h"
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

}  // namespace

TEST_CASE("ESP proof: packets of one association that cannot be told from chance are encrypted") {
    Association many;
    for (int i = 0; i < 5; ++i) many.packet(ciphertext(100));
    CHECK(many.said() == "eeeee");
    Association cut;
    for (int i = 0; i < 5; ++i) cut.packet(ciphertext(400), 1, 62);
    CHECK(cut.said() == "eeeee");
    CHECK(Association().packet(ciphertext(100)).packet(ciphertext(100)).said() == "??");
}

TEST_CASE("ESP proof: a counting IV is no sign of readable content") {
    Association gcm;
    for (std::uint8_t i = 0; i < 4; ++i) gcm.packet(Bytes{0, 0, 0, 0, 0, 0, 0, i} + ciphertext(80));
    CHECK(gcm.said() == "eeee");
}

TEST_CASE("ESP proof: without encryption, text is read and headers are noticed") {
    Association text;
    for (int i = 0; i < 4; ++i) text.packet(plain_text() + kTrailer);
    CHECK(text.said() == "cccc");
    // What else it carries may be compressed, but is not encrypted.
    CHECK(Association().packet(plain_text() + kTrailer).packet(ciphertext(100)).said() == "c?");
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
    for (int i = 0; i < 5; ++i) replay.packet(ciphertext(100), i == 0 ? 1 : 0);
    CHECK(replay.said() == "?????");
}
