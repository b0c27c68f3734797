#pragma once
#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

namespace vk {

/// Many values kept in pieces of 64 KiB, so that they need no large block of memory at once. A piece in which every
/// value is still the first one given takes no memory.
template <class T>
class Pieces {
 public:
  Pieces() = default;
  Pieces(size_t size, T value) { assign(size, value); }
  Pieces(std::initializer_list<T> values) : Pieces(std::span(values.begin(), values.size())) {}
  explicit Pieces(std::span<const T> values) {
    assign(values.size(), T{});
    for (size_t i = 0; i < values.size(); ++i) set(i, values[i]);
  }

  /// `size` values that are all `value`.
  void assign(size_t size, T value) {
    pieces_.clear();
    pieces_.resize((size + kPiece - 1) / kPiece);
    size_ = size;
    first_ = value;
  }
  size_t size() const { return size_; }
  T operator[](size_t i) const {
    const std::vector<T>& piece = pieces_[i / kPiece];
    return piece.empty() ? first_ : piece[i % kPiece];
  }
  void set(size_t i, T value) {
    std::vector<T>& piece = pieces_[i / kPiece];
    if (piece.empty()) piece.assign(kPiece, first_);
    piece[i % kPiece] = value;
  }
  /// The values from `first` on, as many as `to` has room for.
  void copy(size_t first, std::span<T> to) const {
    for (size_t i = 0; i < to.size(); ++i) to[i] = (*this)[first + i];
  }
  std::vector<T> values() const {
    std::vector<T> all(size_);
    copy(0, all);
    return all;
  }

 private:
  static constexpr size_t kPiece = 64 * 1024 / sizeof(T);

  size_t size_ = 0;
  T first_{};
  std::vector<std::vector<T>> pieces_;  ///< empty = all values are first_
};

}  // namespace vk
