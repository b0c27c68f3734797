#include "core/base/packed_doubles.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/decimal_double.hpp"

namespace vk {
namespace {

/// Whole numbers as Stored; nothing when one is too large for it.
template <class Stored>
std::optional<std::vector<Stored>> packed(std::span<const double> values, int digits) {
  constexpr Stored kNoValue = std::numeric_limits<Stored>::min();
  std::vector<Stored> result(values.size());
  bool fits = true;
  for (size_t i = 0; i < values.size(); ++i) {
    const double scaled = scaled_whole(values[i], digits);
    const bool is_near = std::abs(scaled) <= double{std::numeric_limits<Stored>::max()};
    fits = fits && (is_near || std::isnan(values[i]));
    result[i] = is_near ? static_cast<Stored>(scaled) : kNoValue;
  }
  if (!fits) return std::nullopt;
  return result;
}

template <class Stored>
double unpacked(Stored value, int digits) {
  if (value == std::numeric_limits<Stored>::min()) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(value) / power_of_ten(digits);
}

bool are_decimals(std::span<const double> values, int digits) {
  return std::all_of(values.begin(), values.end(),
                     [&](double value) { return std::isnan(value) || is_decimal(value, digits); });
}

}  // namespace

PackedDoubles::PackedDoubles(std::span<const double> values) {
  assign(values.size(), 0);
  for (size_t i = 0; i < values.size(); ++i) set(i, values[i]);
}

void PackedDoubles::assign(size_t size, double value) {
  *this = PackedDoubles();
  pieces_.resize((size + kPiece - 1) / kPiece);
  size_ = size;
  first_ = value;
}

double PackedDoubles::Piece::at(size_t i, double first) const {
  if (!plain.empty()) return plain[i];
  if (!narrow.empty()) return unpacked(narrow[i], digits);
  return wide.empty() ? first : unpacked(wide[i], digits);
}

double PackedDoubles::operator[](size_t i) const {
  return pieces_[i / kPiece].at(i % kPiece, first_);
}

void PackedDoubles::copy(size_t first, std::span<double> to) const {
  for (size_t i = 0; i < to.size(); ++i) to[i] = (*this)[first + i];
}

std::vector<double> PackedDoubles::values() const {
  std::vector<double> all(size_);
  copy(0, all);
  return all;
}

size_t PackedDoubles::bytes_in_memory() const {
  size_t bytes = pieces_.capacity() * sizeof(Piece);
  for (const Piece& piece : pieces_) {
    bytes += piece.plain.capacity() * sizeof(double) + piece.narrow.capacity() * sizeof(int16_t) +
             piece.wide.capacity() * sizeof(int32_t);
  }
  return bytes;
}

/// Goes on to write another piece. One that is written a second time stays as it is from then on.
void PackedDoubles::open(size_t number) {
  if (open_ != kNone && !pieces_[open_].was_packed) pack(pieces_[open_]);
  open_ = number;
  Piece& piece = pieces_[number];
  if (!piece.plain.empty()) return;
  std::vector<double> plain(kPiece, first_);
  for (size_t i = 0; piece.was_packed && i < kPiece; ++i) plain[i] = piece.at(i, first_);
  piece.plain = std::move(plain);
  piece.narrow = std::vector<int16_t>();  // {} would keep the memory
  piece.wide = std::vector<int32_t>();
}

void PackedDoubles::pack(Piece& piece) {
  piece.was_packed = true;
  if (!are_decimals(piece.plain, digits_)) {
    const int digits = digits_of(piece.plain);
    if (digits > kMostPackedDigits) return;
    digits_ = digits;
  }
  piece.digits = digits_;
  if (std::optional<std::vector<int16_t>> narrow = packed<int16_t>(piece.plain, digits_)) {
    piece.narrow = *std::move(narrow);
  } else if (std::optional<std::vector<int32_t>> wide = packed<int32_t>(piece.plain, digits_)) {
    piece.wide = *std::move(wide);
  } else {
    return;
  }
  piece.plain = std::vector<double>();
}

}  // namespace vk
