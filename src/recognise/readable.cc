// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/readable.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace vpcmirror {

namespace {

constexpr double kEnoughBits = 18;  // bits: one random sample in 260,000
constexpr double kHarmless = 10;    // below this, random
constexpr std::size_t kLeastOpaque = 16;
constexpr std::size_t kLeastText = 24;

constexpr std::array<bool, 256> kIsText = [] {
    std::array<bool, 256> text{};
    for (unsigned byte = 0x20; byte < 0x7F; ++byte) text[byte] = true;
    for (const char byte : {'\r', '\n', '\t'}) text[static_cast<unsigned char>(byte)] = true;
    return text;
}();

bool is_text(std::uint8_t byte) {
    return kIsText[byte];
}

// log2 of how much likelier a byte is in a model than by chance. The probabilities of each model
// add up to one.
double in_text(std::uint8_t byte) {
    constexpr double kText = 0.98;
    return is_text(byte) ? std::log2(256 * kText / 98) : std::log2(256 * (1 - kText) / 158);
}

double in_record(std::uint8_t byte) {
    if (byte == 0) return std::log2(256 * 0.20);
    if (byte < 16) return std::log2(256 * 0.20 / 15);
    if (byte == 0xFF) return std::log2(256 * 0.03);
    if (is_text(byte)) return std::log2(256 * 0.40 / 95);
    return std::log2(256 * 0.17 / 144);
}

// Bytes that came before come again: each is as likely as it was frequent so far. In logarithms:
// of a byte that came `count` times, and of how many came at all.
constexpr double kUnseenCount = 0.05;

struct Models {
    std::array<float, 256> text{};
    std::array<float, 256> record{};
    std::array<float, kLooksAt + 1> again{};
    std::array<float, kLooksAt + 1> before{};
};

const Models& models() {
    static const Models the_models = [] {
        Models made;
        for (unsigned byte = 0; byte < 256; ++byte) {
            made.text[byte] = static_cast<float>(in_text(static_cast<std::uint8_t>(byte)));
            made.record[byte] = static_cast<float>(in_record(static_cast<std::uint8_t>(byte)));
        }
        for (std::size_t count = 0; count <= kLooksAt; ++count) {
            const auto number = static_cast<double>(count);
            made.again[count] = static_cast<float>(std::log2(256 * (number + kUnseenCount)));
            made.before[count] = static_cast<float>(std::log2(number + 256 * kUnseenCount));
        }
        return made;
    }();
    return the_models;
}

ByteView looked_at(ByteView bytes) {
    return {bytes.data(), std::min(bytes.size(), kLooksAt)};
}

double order(ByteView bytes) {
    const Models& model = models();
    float text = 0;
    float record = 0;
    float repetition = 0;
    std::array<std::uint8_t, 256> seen{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::uint8_t byte = bytes.data()[i];
        text += model.text[byte];
        record += model.record[byte];
        repetition += model.again[seen[byte]] - model.before[i];
        ++seen[byte];
    }
    constexpr float kOneOfThree = 1.585F;  // log2(3): the best of three had three chances
    return std::max({text, record, repetition}) - kOneOfThree;
}

// Bytes that follow the first of a character in UTF-8, RFC 3629. Nothing if none begins with it.
std::optional<std::size_t> continuation_bytes(std::uint8_t lead) {
    if (is_text(lead)) return 0;
    if (lead >= 0xC2 && lead < 0xE0) return 1;
    if (lead >= 0xE0 && lead < 0xF0) return 2;
    if (lead >= 0xF0 && lead < 0xF5) return 3;
    return std::nullopt;
}

// Other scripts: UTF-8 of two or three bytes a letter. A cut may end within one.
bool is_utf8(ByteView bytes) {
    std::size_t i = 0;
    while (i < bytes.size()) {
        const auto following = continuation_bytes(bytes.data()[i]);
        if (!following) return false;
        std::size_t more = *following;
        for (++i; more > 0 && i < bytes.size(); --more, ++i) {
            if ((bytes.data()[i] & 0xC0) != 0x80) return false;
        }
    }
    return true;
}

// As much text anywhere: by chance in one sample of 50 million. Looked for from its end, so that
// what holds none is passed over in long steps.
bool holds_run_of_text(ByteView bytes) {
    std::size_t begin = 0;    // of the run that may be here
    std::size_t checked = 0;  // all from `begin` to here is text
    while (begin + kLeastText <= bytes.size()) {
        const std::size_t end = begin + kLeastText;
        std::size_t at = end;
        while (at > checked && is_text(bytes.data()[at - 1])) --at;
        if (at == checked) return true;
        begin = at;
        checked = end;
    }
    return false;
}

bool is_mostly_text(ByteView bytes) {
    const std::size_t most = bytes.size() * 5 / 100;
    std::size_t others = 0;
    for (std::size_t i = 0; i < bytes.size() && others <= most; ++i) {
        if (!is_text(bytes.data()[i])) ++others;
    }
    return others <= most;
}

bool reads_as_text(ByteView bytes) {
    if (bytes.size() < kLeastText) return false;
    return holds_run_of_text(bytes) || is_mostly_text(bytes) || is_utf8(bytes);
}

}  // namespace

int bits_of_order(ByteView bytes) {
    return static_cast<int>(std::floor(order(looked_at(bytes))));
}

Content content_of(ByteView bytes) {
    const ByteView some = looked_at(bytes);
    if (reads_as_text(some)) return Content::Text;
    const double bits = order(some);
    if (bits >= kEnoughBits) return Content::Order;
    return some.size() >= kLeastOpaque && bits < kHarmless ? Content::Opaque : Content::Short;
}

bool holds_text(ByteView bytes) {
    return reads_as_text(looked_at(bytes));
}

bool is_prose(ByteView bytes) {
    const ByteView some = looked_at(bytes);
    std::size_t text = 0;
    bool space = false;
    for (std::size_t i = 0; i < some.size(); ++i) {
        if (is_text(some.data()[i])) ++text;
        space = space || some.data()[i] == ' ';
    }
    return space && some.size() >= kLeastText && text * 100 >= some.size() * 95;
}

}  // namespace vpcmirror
