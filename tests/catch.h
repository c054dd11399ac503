// SPDX-License-Identifier: GPL-2.0-or-later
// Debian 12 ships Catch2 version 2, Debian 13 version 3: one include for both.
#pragma once
// A quarter of the time to compile a case: what an expression throws ends the case, not the
// expression alone.
#define CATCH_CONFIG_FAST_COMPILE
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#else
#include <catch2/catch.hpp>
#endif
