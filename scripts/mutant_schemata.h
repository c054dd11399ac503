// SPDX-License-Identifier: GPL-2.0-or-later
//
// What schemata.py writes into sources: the mutant that the environment names is made where the program comes
// to it. Included by each of these sources, and by nothing else.
#pragma once
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <type_traits>

namespace mutants {

inline constexpr int kMost = 1 << 16;

// VPCMIRROR_MUTANT; -1: none, but a file that VPCMIRROR_REACHED names has a byte of 1 for each that could be made.
inline const int chosen = [] {
    const char* number = std::getenv("VPCMIRROR_MUTANT");
    return number != nullptr ? std::atoi(number) : 0;
}();

// Shared by all processes with that file, however they end.
inline char* const reached = [] {
    const char* path = std::getenv("VPCMIRROR_REACHED");
    const int file = chosen == -1 && path != nullptr ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void* bytes = file >= 0 ? mmap(nullptr, kMost, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
    if (file >= 0) close(file);
    return bytes != MAP_FAILED ? static_cast<char*>(bytes) : nullptr;
}();

inline bool made(int mutant) {
    if (chosen == -1 && reached != nullptr) reached[mutant] = 1;
    return chosen == mutant;
}

// Within a function that is constexpr: what the compiler reckons has no mutant.
constexpr bool is(int mutant) {
    if (std::is_constant_evaluated()) return false;
    return made(mutant);
}

// A mutation that does not compile, or makes another type, is reported for its line.
#define VPCMIRROR_MUTATION(name, right, wrong)                                                 \
    template <typename Left, typename Right>                                                   \
    constexpr auto name(bool mutated, const Left& left, const Right& other) {                  \
        using Result = std::decay_t<decltype(left right other)>;                               \
        static_assert(std::is_same_v<Result, std::decay_t<decltype(left wrong other)>>);       \
        return mutated ? static_cast<Result>(left wrong other) : static_cast<Result>(left right other); \
    }
VPCMIRROR_MUTATION(less, <, <=)
VPCMIRROR_MUTATION(less_equal, <=, <)
VPCMIRROR_MUTATION(greater, >, >=)
VPCMIRROR_MUTATION(greater_equal, >=, >)
VPCMIRROR_MUTATION(plus, +, -)
VPCMIRROR_MUTATION(minus, -, +)
VPCMIRROR_MUTATION(bit_and, &, |)
VPCMIRROR_MUTATION(bit_or, |, &)
VPCMIRROR_MUTATION(shift_left, <<, >>)
VPCMIRROR_MUTATION(shift_right, >>, <<)
#undef VPCMIRROR_MUTATION

#define VPCMIRROR_MUTATION(name, right, wrong)                                   \
    template <typename Left, typename Right>                                     \
    constexpr decltype(auto) name(bool mutated, Left&& left, const Right& other) { \
        if (mutated) {                                                           \
            left wrong other;                                                    \
        } else {                                                                 \
            left right other;                                                    \
        }                                                                        \
        return static_cast<Left&&>(left);                                        \
    }
VPCMIRROR_MUTATION(plus_assign, +=, -=)
VPCMIRROR_MUTATION(minus_assign, -=, +=)
VPCMIRROR_MUTATION(or_assign, |=, &=)
VPCMIRROR_MUTATION(and_assign, &=, |=)
#undef VPCMIRROR_MUTATION

}  // namespace mutants
