// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/diagnostic.h"

#include "text/sanitize.h"

namespace vpcmirror {

std::string Diagnostic::text() const {
    std::string text = file;
    if (line != 0) text += ':' + std::to_string(line) + ':' + std::to_string(column);
    if (!path.empty()) text += (text.empty() ? "" : ": ") + path;
    if (!text.empty()) text += ": ";
    return sanitize(text + message);
}

}  // namespace vpcmirror
