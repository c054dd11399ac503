// SPDX-License-Identifier: GPL-2.0-or-later
//
// One JSON document of a catalogue file: which of the formats it is, by what is in it. A document
// that is none of them has a diagnostic that calls it what it is, as far as it is known.
#pragma once

#include "catalogue/format/entry.h"

namespace vpcmirror {

// Reads the value that comes next: an object, or a list of documents. Nothing is thrown but
// std::bad_alloc; after a syntax error the rest of the file goes unread. A list is read as one
// document after the other, each with its own dialect.
void read_document(Input& input);

}  // namespace vpcmirror
