// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror extract: mirrored packets into a file of their own, as they came or without their
// tunnel.
#include <chrono>
#include <memory>
#include <optional>

#include "catalogue.h"
#include "commands.h"
#include "decapsulated.h"
#include "messages.h"
#include "mirror_stream.h"
#include "selection.h"
#include "summary.h"

namespace vpcmirror {

namespace {

// Packets with everything around them, the interfaces that recorded them beside.
class AsTheyCame {
  public:
    AsTheyCame(PcapngWriter& writer, const MergedCaptures& captures, bool comments)
        : writer_(writer), captures_(captures), comments_(comments) {}

    bool write(const StreamPacket& packet) {
        const CaptureRecord& record = packet.record;
        if (comments_) comment_ = summary(packet.report);
        return writer_.write({record.bytes, record.original_length, record.time,
                              interface_of(record.interface), record.options, comment_});
    }

  private:
    static constexpr std::uint32_t kNone = UINT32_MAX;

    std::uint32_t interface_of(std::uint32_t recorded) {
        if (recorded >= interfaces_.size()) interfaces_.resize(recorded + 1, kNone);
        std::uint32_t& written = interfaces_[recorded];
        if (written == kNone) written = writer_.add_interface(captures_.interfaces()[recorded]);
        return written;
    }

    PcapngWriter& writer_;
    const MergedCaptures& captures_;
    bool comments_;
    std::string comment_;
    std::vector<std::uint32_t> interfaces_;
};

// Whoever reads a pipe gets what there is a few times a second, and when nothing more comes.
class Steadily {
  public:
    explicit Steadily(PcapngWriter& writer) : writer_(writer) {}

    void look() {
        const auto now = Clock::now();
        if (now - last_ < std::chrono::milliseconds(200)) return;
        last_ = now;
        writer_.flush();
    }

  private:
    using Clock = std::chrono::steady_clock;
    PcapngWriter& writer_;
    Clock::time_point last_ = Clock::now();
};

// Copies are looked for where they are left out, or told of.
CaptureOptions read_with(const ExtractOptions& options) {
    CaptureOptions result = options.captures;
    const bool asked = options.comments || (options.decapsulate && !options.copies);
    if (!asked) result.duplicate_window = 0;
    return result;
}

int tell(const ExtractOptions& options, const PcapngWriter& writer, bool good) {
    if (writer.problem().empty()) return good ? kDone : kCouldNot;
    say(options.output + ": " + writer.problem() + "; it holds the first " +
        grouped(writer.packets()) + " packets, whole");
    return kCouldNot;
}

}  // namespace

int extract(const ExtractOptions& options) {
    CatalogueLoader loader;
    bool good = load_catalogue(loader, options.captures.catalogue);
    const auto catalogue = loader.catalogue();
    const Selection selection(options.selection, *catalogue);

    std::unique_ptr<PcapngWriter> writer;
    std::optional<Decapsulated> decapsulated;
    WaitHooks hooks;
    hooks.patience = static_cast<int>(std::min(options.captures.duplicate_window, 1000U));
    hooks.idle = [&] {
        if (decapsulated) decapsulated->write_all();
        if (writer) writer->flush();
    };
    MirrorStream stream(read_with(options), *catalogue, hooks, options.output);
    std::string problem;
    writer = PcapngWriter::create(options.output, "vpcmirror " VPCMIRROR_VERSION, problem);
    if (!writer) {
        say(options.output + ": " + problem);
        return kCouldNot;
    }
    const Nanoseconds window = std::chrono::milliseconds{options.captures.duplicate_window};
    decapsulated.emplace(*writer, window, options.copies, options.comments);
    stream.skip_outside(selection.since() - window, selection.until());
    AsTheyCame whole(*writer, stream.captures(), options.comments);
    Steadily steadily(*writer);
    const bool live = stream.captures().size() == 0;
    while (const StreamPacket* packet = stream.next()) {
        if (live) steadily.look();
        const bool wanted = selection.takes(*packet);
        if (options.decapsulate ? !decapsulated->add(*packet, wanted)
                                : wanted && !whole.write(*packet)) {
            break;
        }
    }
    decapsulated->write_all();
    writer->flush();
    if (writer->is_reader_gone()) return kCouldNot;  // who has enough wants no words
    good = stream.tell() && good;
    if (decapsulated->left_out() != 0) {
        say("left out: " + grouped(decapsulated->left_out()) +
            " packets that are later copies of others; --copies keeps them");
    }
    return tell(options, *writer, good);
}

}  // namespace vpcmirror
