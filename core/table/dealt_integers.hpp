#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/table/dealt_values.hpp"

namespace vk {

/// Amounts, numbers and days dealt to parts. Most fit 32 bits and are kept so; the few that do not stand aside, until
/// they are so many that all are kept in 64.
class DealtIntegers {
 public:
  explicit DealtIntegers(size_t parts) : near_(parts), far_(parts) {}

  /// Makes room for about `rows` values in all.
  void expect(uint64_t rows) {
    expected_ = rows;
    if (wide_) {
      wide_->expect(rows);
    } else {
      near_.expect(rows);
    }
  }
  /// Value i of a block goes where its row i does.
  void deal(std::span<const int64_t> values, const BlockDeal& rows) {
    if (wide_) return wide_->deal(values, rows);
    near_.fetch_ends(rows);
    for (const BlockDeal::Run& run : rows.runs()) deal_near(values, run);
    rows_ += values.size();
    if (far_count_ * kNearRowsAFarOne > rows_ + kNearRowsAFarOne) widen();
  }
  size_t size(size_t part) const { return wide_ ? wide_->part(part).size() : near_.part(part).size(); }
  std::vector<int64_t> part(size_t part) const {
    if (wide_) return wide_->values(part);
    const std::vector<int32_t> near = near_.values(part);
    std::vector<int64_t> values(near.begin(), near.end());
    for (const Far& far : far_[part]) values[far.place] = far.value;
    return values;
  }
  /// Gives back the memory of a part.
  void release(size_t part) {
    if (wide_) return wide_->release(part);
    near_.release(part);
    far_[part] = std::vector<Far>();
  }
  void rest(size_t part, const std::shared_ptr<SpillFile>& file) {
    if (wide_) return wide_->rest(part, file);
    near_.rest(part, file);
  }
  /// Puts value order[i] of a part at place i.
  void sort(size_t part, std::span<const uint32_t> order) {
    if (wide_) return wide_->sort(part, order);
    if (!far_[part].empty()) sort_far(part, order);
    near_.sort(part, order);
  }

 private:
  /// A value that stands aside, and its place in the part.
  struct Far {
    uint32_t place = 0;
    int64_t value = 0;
  };
  static constexpr int32_t kStandsAside = std::numeric_limits<int32_t>::min();
  static constexpr uint64_t kNearRowsAFarOne = 16;  ///< beyond this share, 64 bits for all take less room

  void deal_near(std::span<const int64_t> values, const BlockDeal::Run& run) {
    auto place = static_cast<uint32_t>(near_.part(run.part).size());
    int32_t* to = near_.extend(run.part, run.rows.size());
    for (const uint32_t row : run.rows) {
      const int64_t value = values[row];
      auto low = static_cast<int32_t>(value);
      if (low != value || low == kStandsAside) {
        far_[run.part].push_back({place, value});
        ++far_count_;
        low = kStandsAside;
      }
      *to++ = low;
      ++place;
    }
  }
  void sort_far(size_t part, std::span<const uint32_t> order) {
    const std::vector<int32_t>& near = near_.part(part);
    std::vector<Far> sorted;
    sorted.reserve(far_[part].size());
    for (uint32_t place = 0; place < order.size(); ++place) {
      if (near[order[place]] != kStandsAside) continue;
      const auto found = std::lower_bound(far_[part].begin(), far_[part].end(), order[place],
                                          [](const Far& far, uint32_t row) { return far.place < row; });
      sorted.push_back({place, found->value});
    }
    far_[part] = std::move(sorted);
  }
  void widen() {
    DealtValues<int64_t> wide(near_.parts());
    wide.expect(expected_);
    for (size_t part = 0; part < near_.parts(); ++part) {
      for (const int64_t value : this->part(part)) wide.push(part, value);
      static_cast<void>(near_.take(part));
    }
    far_.clear();
    wide_ = std::move(wide);
  }

  DealtValues<int32_t> near_;
  std::vector<std::vector<Far>> far_;  ///< a part each, by place
  std::optional<DealtValues<int64_t>> wide_;
  uint64_t far_count_ = 0;
  uint64_t rows_ = 0;
  uint64_t expected_ = 0;
};

}  // namespace vk
