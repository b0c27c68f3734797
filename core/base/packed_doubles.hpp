#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace vk {

/// Many doubles in pieces, so that they need no large block of memory at once. A piece that writing has left is packed
/// where all its values are short decimals, as scores are: into 2 or 4 bytes a value, which give every bit back. One in
/// which every value is still the first one given takes no memory.
class PackedDoubles {
 public:
  static constexpr int64_t kNoWhole = std::numeric_limits<int64_t>::min();

  PackedDoubles() = default;
  PackedDoubles(size_t size, double value) { assign(size, value); }
  PackedDoubles(std::initializer_list<double> values) : PackedDoubles(std::span(values.begin(), values.size())) {}
  explicit PackedDoubles(std::span<const double> values);

  /// `size` values that are all `value`.
  void assign(size_t size, double value);
  size_t size() const { return size_; }
  double operator[](size_t i) const;
  /// Fast in ascending order.
  void set(size_t i, double value) {
    if (i / kPiece != open_) open(i / kPiece);
    pieces_[open_].plain[i % kPiece] = value;
  }
  /// The values from `first` on, as many as `to` has room for.
  void copy(size_t first, std::span<double> to) const;
  std::vector<double> values() const;
  /// Copies values from `first` on as whole numbers, kNoWhole for NaN, and gives the digits after the point that they
  /// have as decimals. Nothing where not all are packed, with the same digits; then `to` holds anything.
  std::optional<int> copy_whole(size_t first, std::span<int64_t> to) const;
  size_t bytes_in_memory() const;

 private:
  static constexpr size_t kPiece = 8192;
  static constexpr size_t kNone = std::numeric_limits<size_t>::max();

  /// Values in one of three forms; in none where all are first_.
  struct Piece {
    std::vector<double> plain;
    std::vector<int16_t> narrow;  ///< times 10^digits; the lowest number stands for NaN
    std::vector<int32_t> wide;    ///< the same
    int digits = 0;
    bool was_packed = false;

    double at(size_t i, double first) const;
  };

  void open(size_t piece);
  void pack(Piece& piece);

  size_t size_ = 0;
  double first_ = 0;
  size_t open_ = kNone;  ///< the piece that is written
  int digits_ = 0;       ///< of the piece packed last
  std::vector<Piece> pieces_;
};

}  // namespace vk
