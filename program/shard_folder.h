// SPDX-License-Identifier: GPL-2.0-or-later
//
// The folder of one shard, as `vpcmirror shard` writes it: parts of captures, what has to be known
// of each capture, and what both were made with. Other files in it are passed over.
#pragma once

#include <string>
#include <vector>

#include "mirror_stream.h"
#include "options.h"
#include "shard/capture_facts.h"
#include "shard/shard_plan.h"

namespace vpcmirror {

inline constexpr const char* kPlanFile = "shards.json";  // of all, and in each shard's folder
inline constexpr const char* kFactsSuffix = ".facts.json";
inline constexpr const char* kPartSuffix = ".pcapng";
inline constexpr const char* kFragmentsSuffix = ".fragments.pcapng";

class ShardFolder {
  public:
    // Whether the path is such a folder, or the folder of several.
    static bool is_one(const std::string& path);

    // Throws std::runtime_error if something of it is missing or no such document.
    explicit ShardFolder(const std::string& path);

    // To be read with these.
    CaptureOptions options(CaptureOptions others) const;
    // A stream of it, which knows what has to be known. `catalogue` must be the one it was made
    // with, else std::runtime_error is thrown; it must outlive the stream.
    std::unique_ptr<MirrorStream> open(const CaptureOptions& options, const Catalogue& catalogue);

    // The captures that it is of, by CapturePlace::file; and of those what is wrong with some.
    std::vector<std::string> names() const;
    std::vector<LeftOut> failures() const;
    // Says what else the user has to know. False if `stream`, read to its end, did not have what it
    // should.
    bool tell(const MirrorStream& stream) const;

  private:
    struct Capture {
        CaptureFacts facts;
        std::string stem;  // the path before the suffix
    };
    void read_captures();

    std::string path_;
    ShardPlan plan_;
    std::uint64_t contested_ = 0;
    std::vector<Capture> captures_;  // by CaptureFacts::capture
};

}  // namespace vpcmirror
