// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a program asks of the operating system beyond files: its words, its environment, its
// terminal. Texts are what path_of() takes: UTF-8 on Windows. What differs is in platform_posix.cc
// and platform_windows.cc, one of which is compiled; main() and interruption.h are there too.
#pragma once

#include <filesystem>

namespace vpcmirror {

// The program itself, called by main() with words as the texts above; returns the exit status.
int run_program(int count, char** words);

// Where Wireshark keeps what is the user's: profiles, plugins, our catalogue.
std::filesystem::path wireshark_folder();

// True if stderr is a terminal, which understands escape sequences then.
bool stderr_is_terminal();

// Of a write to standard output that failed with that errno: true if whoever reads it has had
// enough, which is no reason for words.
bool reader_has_enough(int error);

}  // namespace vpcmirror
