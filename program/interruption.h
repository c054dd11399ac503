// SPDX-License-Identifier: GPL-2.0-or-later
//
// Ctrl-C, and the end that a service manager asks for, end a command early with what it has; asked
// for a second time they end it at once. Watched for from the start of main() on.
#pragma once

namespace vpcmirror {

bool interrupted();

}  // namespace vpcmirror
