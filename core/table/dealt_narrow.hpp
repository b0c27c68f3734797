#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "core/table/dealt_values.hpp"

namespace vk {

/// Whole numbers of type Wide dealt to parts, kept in the first of the types Narrow that has room for all so far: most
/// dictionaries have fewer than 256 words.
template <class Wide, class... Narrow>
class DealtNarrow {
 public:
  explicit DealtNarrow(size_t parts) : values_(std::in_place_index<0>, parts) {}

  void expect(uint64_t rows) {
    std::visit([&](auto& values) { values.expect(rows); }, values_);
    expected_ = rows;
  }
  /// Value i of a block goes where its row i does.
  void deal(std::span<const Wide> values, const BlockDeal& rows) { deal(values, rows, bounds_of(values)); }
  /// The same where the least and the greatest of the values, or bounds around them, are known.
  void deal(std::span<const Wide> values, const BlockDeal& rows, std::pair<Wide, Wide> bounds) {
    (make_room<Narrow>(bounds), ...);
    std::visit([&](auto& narrow) { narrow.deal(values, rows); }, values_);
  }
  size_t size(size_t part) const {
    return std::visit([&](const auto& values) { return values.part(part).size(); }, values_);
  }
  std::vector<Wide> part(size_t part) const {
    return std::visit(
        [&](const auto& narrow) {
          const auto values = narrow.values(part);
          return std::vector<Wide>(values.begin(), values.end());
        },
        values_);
  }
  /// Gives back the memory of a part.
  void release(size_t part) {
    std::visit([&](auto& values) { values.release(part); }, values_);
  }
  void rest(size_t part, const std::shared_ptr<SpillFile>& file) {
    std::visit([&](auto& values) { values.rest(part, file); }, values_);
  }
  void sort(size_t part, std::span<const uint32_t> order) {
    std::visit([&](auto& values) { values.sort(part, order); }, values_);
  }

 private:
  static std::pair<Wide, Wide> bounds_of(std::span<const Wide> values) {
    std::pair<Wide, Wide> bounds{};
    for (const Wide value : values) {
      bounds.first = value < bounds.first ? value : bounds.first;
      bounds.second = value > bounds.second ? value : bounds.second;
    }
    return bounds;
  }

  /// Moves all values to T when the type before it in the list is too narrow for values within `bounds`.
  template <class T>
  void make_room(const std::pair<Wide, Wide>& bounds) {
    std::visit(
        [&]<class From>(const DealtValues<From>& narrow) {
          if constexpr (sizeof(From) < sizeof(T)) {
            const bool fits = std::in_range<From>(bounds.first) && std::in_range<From>(bounds.second);
            if (!fits) move_to<From, T>(narrow);
          }
        },
        values_);
  }
  template <class From, class T>
  void move_to(const DealtValues<From>& narrow) {
    DealtValues<T> wide(narrow.parts());
    wide.expect(expected_);
    for (size_t part = 0; part < narrow.parts(); ++part) {
      for (const From value : narrow.part(part)) wide.push(part, value);
    }
    values_ = std::move(wide);
  }

  std::variant<DealtValues<Narrow>...> values_;
  uint64_t expected_ = 0;
};

/// Codes of a dictionary.
using DealtCodes = DealtNarrow<uint32_t, uint8_t, uint16_t, uint32_t>;

}  // namespace vk
