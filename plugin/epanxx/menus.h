// SPDX-License-Identifier: GPL-2.0-or-later
//
// Wireshark's menus. Apart from headers.h, because with them come the types of a whole capture
// file.
#pragma once

#include "epanxx/headers.h"

#include <epan/plugin_if.h>
