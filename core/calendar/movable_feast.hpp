#pragma once
#include "core/base/instant.hpp"

namespace vk {

/// Easter Sunday of the Gregorian calendar by the algorithm of Meeus, Jones and Butcher (Astronomical Algorithms, 1991,
/// chapter 8).
Day easter_sunday(int year);

/// Midsummer Day of Finland and Sweden: the Saturday on or after 20 June.
Day midsummer_day(int year);

}  // namespace vk
