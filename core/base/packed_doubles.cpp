#include "core/base/packed_doubles.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

#include "core/base/decimal_double.hpp"

namespace vk {
namespace {

/// The largest of all values but NaN times 10^digits, without its sign; nothing where one is no decimal of so many
/// digits or beyond 2^31.
std::optional<double> largest_whole(std::span<const double> values, int digits) {
  constexpr double kMost = std::numeric_limits<int32_t>::max();
  const double scale = power_of_ten(digits);
  double largest = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    const double whole = nearest_whole(value * scale);
    const double back = (whole + 0.0) / scale;
    const double size = std::abs(whole);
    if (!(size <= kMost) || std::bit_cast<uint64_t>(back) != std::bit_cast<uint64_t>(value)) return std::nullopt;
    largest = std::max(largest, size);
  }
  return largest;
}

template <class Stored>
std::vector<Stored> packed(std::span<const double> values, int digits) {
  const double scale = power_of_ten(digits);
  std::vector<Stored> result(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const bool is_missing = std::isnan(values[i]);
    const auto whole = static_cast<int32_t>(is_missing ? 0 : nearest_whole(values[i] * scale));
    result[i] = is_missing ? std::numeric_limits<Stored>::min() : static_cast<Stored>(whole);
  }
  return result;
}

template <class Stored>
double unpacked(Stored value, int digits) {
  if (value == std::numeric_limits<Stored>::min()) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(value) / power_of_ten(digits);
}

template <class Stored>
void copy_stored(const std::vector<Stored>& values, size_t first, std::span<int64_t> to) {
  constexpr Stored kMissing = std::numeric_limits<Stored>::min();
  for (size_t i = 0; i < to.size(); ++i) {
    const Stored value = values[first + i];
    to[i] = value == kMissing ? PackedDoubles::kNoWhole : int64_t{value};
  }
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
  std::optional<double> largest = largest_whole(piece.plain, digits_);
  for (int digits = 0; !largest && digits <= kMostPackedDigits; ++digits) {
    largest = largest_whole(piece.plain, digits);
    if (largest) digits_ = digits;
  }
  if (!largest) return;
  piece.digits = digits_;
  if (*largest <= std::numeric_limits<int16_t>::max()) {
    piece.narrow = packed<int16_t>(piece.plain, digits_);
  } else {
    piece.wide = packed<int32_t>(piece.plain, digits_);
  }
  piece.plain = std::vector<double>();
}

std::optional<int> PackedDoubles::copy_whole(size_t first, std::span<int64_t> to) const {
  std::optional<int> digits;
  for (size_t done = 0; done < to.size();) {
    const Piece& piece = pieces_[(first + done) / kPiece];
    const size_t place = (first + done) % kPiece;
    const std::span<int64_t> part = to.subspan(done, std::min(kPiece - place, to.size() - done));
    if (!piece.narrow.empty()) {
      copy_stored(piece.narrow, place, part);
    } else if (!piece.wide.empty()) {
      copy_stored(piece.wide, place, part);
    } else {
      return std::nullopt;
    }
    if (digits.value_or(piece.digits) != piece.digits) return std::nullopt;
    digits = piece.digits;
    done += part.size();
  }
  return digits;
}

}  // namespace vk
