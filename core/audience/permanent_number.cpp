#include "core/audience/permanent_number.hpp"

#include <fmt/format.h>

#include <array>
#include <span>
#include <string>

#include "core/base/error.hpp"

namespace vk {
namespace {

__extension__ using WideUnsigned = unsigned __int128;

uint64_t big_endian(std::span<const uint8_t, 8> bytes) {
  uint64_t value = 0;
  for (const uint8_t byte : bytes) value = (value << 8U) | byte;
  return value;
}

}  // namespace

PermanentNumbers::PermanentNumbers(std::string_view salt) : digest_(std::string{salt} + '\0') {}

PermanentNumber PermanentNumbers::of(std::string_view subject) {
  const std::array<uint8_t, 32> digest = digest_(subject);
  const std::span<const uint8_t, 32> bytes{digest};
  return {big_endian(bytes.subspan<0, 8>()), big_endian(bytes.subspan<8, 8>())};
}

double circle_share(uint64_t key) {
  constexpr double kFraction = 9007199254740992.0;  // 2^53: what a double holds exactly
  return static_cast<double>(key >> 11U) / kFraction;
}

uint32_t year_slot(uint64_t key2, uint32_t slots) {
  if (slots == 0) throw Error(ErrorCode::invalid_input, "a year has at least one slot");
  return static_cast<uint32_t>((static_cast<WideUnsigned>(key2) * slots) >> 64U);
}

uint64_t circle_start(const CircleStart& start) {
  if (start.place >= start.places) {
    throw Error(ErrorCode::invalid_input, fmt::format("place {} of {} on the circle", start.place, start.places));
  }
  const WideUnsigned zone = (static_cast<WideUnsigned>(start.place) << 64U) / start.places;
  return static_cast<uint64_t>(zone) + start.cycle * start.shift;
}

}  // namespace vk
