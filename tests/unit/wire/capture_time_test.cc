// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/capture_time.h"

#include "catch.h"

using namespace vpcmirror;

namespace {

std::int64_t nanoseconds(std::int64_t seconds, std::int64_t nanoseconds) {
    return capture_time(seconds, nanoseconds).time_since_epoch().count();
}

}  // namespace

TEST_CASE("Times of any capture of today are nanoseconds since the epoch") {
    CHECK(nanoseconds(0, 0) == 0);
    CHECK(nanoseconds(1'700'000'000, 123'456'789) == 1'700'000'000'123'456'789);
    CHECK(nanoseconds(-1, 5) == -999'999'995);
    CHECK(nanoseconds(UINT32_MAX, 999'999'999) == 4'294'967'295'999'999'999);
}

TEST_CASE("Times that no clock shows are brought to where they can be subtracted") {
    CHECK((capture_time(INT64_MAX, 0) == kLatestTime));
    CHECK((capture_time(INT64_MIN, 0) == kEarliestTime));
    CHECK(nanoseconds(0, INT64_MAX) == 1'000'000'000);
    CHECK(nanoseconds(0, INT64_MIN) == -1'000'000'000);
    const std::int64_t last = kLatestTime.time_since_epoch().count() / 1'000'000'000;
    CHECK((capture_time(last, 999'999'999) == kLatestTime));
    CHECK((capture_time(-last, -999'999'999) == kEarliestTime));
    CHECK(kLatestTime - capture_time(INT64_MIN, 0) > Nanoseconds::zero());
}
