// SPDX-License-Identifier: GPL-2.0-or-later
#include "interruption.h"

#include <csignal>

namespace vpcmirror {

namespace {

volatile std::sig_atomic_t asked = 0;

}  // namespace

void watch_for_interruption() {
    struct sigaction action {};
    action.sa_handler = [](int) { asked = 1; };
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // no restart: reads that wait end
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
    return asked != 0;
}

}  // namespace vpcmirror
