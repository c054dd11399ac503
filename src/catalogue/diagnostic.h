// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is wrong in configuration input, said so that the reader can mend it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace vpcmirror {

enum class Severity : std::uint8_t {
    Error,    // the file (or the entry) was not used
    Warning,  // used, but not what its author can have meant
};

// One problem of one file. `line` and `column` count from 1 and are 0 where the problem has no
// place; `path` is a JSON path such as "TrafficMirrorSessions[3].VirtualNetworkId", else empty.
struct Diagnostic {
    // An Error leaves out as little as can be: an entry, not its file, where the rest is good.
    Severity severity = Severity::Error;
    // As FoundFile::name calls it.
    std::string file;
    // Of the text as it was read; columns count characters, not bytes.
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string path;
    // Names the command or the change that mends it, where there is one.
    std::string message;       // what is wrong and what to do, one sentence without a final period
    std::size_t problems = 1;  // that it stands for: more where it only says how many there are

    // "mirror.json:12:7: message", "mirror.json: TrafficMirrorSessions[3].VirtualNetworkId:
    // message" One line for a terminal or a window, sane whatever the file was called.
    std::string text() const;

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

}  // namespace vpcmirror
