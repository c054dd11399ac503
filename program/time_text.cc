// SPDX-License-Identifier: GPL-2.0-or-later
#include "time_text.h"

#include <charconv>
#include <chrono>

#include "wire/capture_time.h"

namespace vpcmirror {

namespace {

// Reads from the front of a text; once something does not fit, nothing does.
class TimeScanner {
  public:
    explicit TimeScanner(std::string_view text) : text_(text) {}

    bool done() const { return good_ && text_.empty(); }
    bool good() const { return good_; }
    void refuse() { good_ = false; }

    bool take(char c) {
        if (text_.empty() || text_.front() != c) return false;
        text_.remove_prefix(1);
        return true;
    }
    void expect(char c) { good_ = take(c) && good_; }

    // Exactly so many digits.
    int digits(std::size_t count) {
        int value = 0;
        const auto [end, error] =
            std::from_chars(text_.data(), text_.data() + std::min(count, text_.size()), value);
        if (error != std::errc{} || end != text_.data() + count || value < 0) good_ = false;
        text_.remove_prefix(std::min(count, text_.size()));
        return value;
    }

    std::int64_t whole() {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
        if (error != std::errc{}) good_ = false;
        text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
        return value;
    }

    // Digits behind the point, as nanoseconds.
    std::int64_t fraction() {
        std::int64_t value = 0;
        std::int64_t unit = 100'000'000;
        if (text_.empty()) good_ = false;
        while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
            value += (text_.front() - '0') * unit;
            unit /= 10;
            text_.remove_prefix(1);
        }
        return value;
    }

  private:
    std::string_view text_;
    bool good_ = true;
};

std::optional<Timestamp> seconds_since_epoch(std::string_view text) {
    TimeScanner scan(text);
    const std::int64_t seconds = scan.whole();
    const std::int64_t nanoseconds = scan.take('.') ? scan.fraction() : 0;
    if (!scan.done()) return std::nullopt;
    return capture_time(seconds, nanoseconds);
}

// Seconds east of Greenwich.
int zone(TimeScanner& scan) {
    if (scan.take('Z') || scan.done()) return 0;
    const bool west = scan.take('-');
    if (!west) scan.expect('+');
    const int hours = scan.digits(2);
    scan.take(':');
    const int minutes = scan.digits(2);
    return (west ? -1 : 1) * (hours * 3600 + minutes * 60);
}

}  // namespace

std::optional<Timestamp> parse_time(std::string_view text) {
    if (const auto seconds = seconds_since_epoch(text)) return seconds;
    namespace chrono = std::chrono;
    TimeScanner scan(text);
    const chrono::year year(scan.digits(4));
    scan.expect('-');
    const chrono::month month(static_cast<unsigned>(scan.digits(2)));
    scan.expect('-');
    const chrono::day day(static_cast<unsigned>(scan.digits(2)));
    const chrono::year_month_day date(year, month, day);
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    if (!scan.done()) {
        if (!scan.take('T')) scan.expect(' ');
        const int hour = scan.digits(2);
        scan.expect(':');
        const int minute = scan.digits(2);
        const int second = scan.take(':') ? scan.digits(2) : 0;
        if (hour > 23 || minute > 59 || second > 60) scan.refuse();
        seconds = hour * 3600 + minute * 60 + second;
        if (scan.take('.')) nanoseconds = scan.fraction();
        seconds -= zone(scan);
    }
    if (!scan.done() || !date.ok()) return std::nullopt;
    const auto days = chrono::sys_days(date).time_since_epoch().count();
    return capture_time(std::int64_t{days} * 86400 + seconds, nanoseconds);
}

}  // namespace vpcmirror
