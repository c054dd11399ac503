// SPDX-License-Identifier: GPL-2.0-or-later
//
// Ctrl-C, and the end that a service manager asks for, end a command early with what it has; asked
// for a second time they end it at once.
#pragma once

namespace vpcmirror {

void watch_for_interruption();
bool interrupted();

}  // namespace vpcmirror
