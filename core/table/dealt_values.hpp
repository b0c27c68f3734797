#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/base/spill_file.hpp"
#include "core/table/block_deal.hpp"

namespace vk {

/// Values that come in the order of a file and are dealt to parts, one list a part.
template <class T>
class DealtValues {
 public:
  explicit DealtValues(size_t parts) : parts_(parts) {}

  /// Makes room for about `rows` values in all, spread evenly.
  void expect(uint64_t rows) {
    const uint64_t each = rows / parts_.size();
    for (std::vector<T>& part : parts_) part.reserve(static_cast<size_t>(each + each / 32 + 16));
  }
  void push(size_t part, T value) { parts_[part].push_back(value); }
  /// Value i of a block goes where its row i does.
  template <class From>
  void deal(std::span<const From> values, const BlockDeal& deal) {
    fetch_ends(deal);
    for (const BlockDeal::Run& run : deal.runs()) {
      T* to = extend(run.part, run.rows.size());
      for (const uint32_t row : run.rows) *to++ = static_cast<T>(values[row]);
    }
  }
  /// Asks the processor for the memory that the next values go to, of all parts that get some.
  void fetch_ends(const BlockDeal& deal) const {
    for (const BlockDeal::Run& run : deal.runs()) {
      // No pointers: behind the memory of a part there is nothing that one may point to.
      const auto end = reinterpret_cast<uintptr_t>(parts_[run.part].data()) + parts_[run.part].size() * sizeof(T);
      for (const uintptr_t line : {end, end + kLine}) __builtin_prefetch(reinterpret_cast<const void*>(line), 1);
    }
  }
  /// Makes a part longer by `more` values, which the caller writes.
  T* extend(size_t part, size_t more) {
    std::vector<T>& values = parts_[part];
    const size_t before = values.size();
    values.resize(before + more);
    return values.data() + before;
  }
  size_t parts() const { return parts_.size(); }
  const std::vector<T>& part(size_t part) const { return parts_[part]; }
  /// Gives a part away, which is in memory.
  std::vector<T> take(size_t part) { return std::move(parts_[part]); }
  /// A copy of a part, from memory or from where it rests.
  std::vector<T> values(size_t part) const {
    if (resting_.empty() || resting_[part].size == 0) return parts_[part];
    std::vector<T> values(resting_[part].size / sizeof(T));
    file_->read(resting_[part], reinterpret_cast<char*>(values.data()));
    return values;
  }
  /// Takes a part out of memory.
  void rest(size_t part, const std::shared_ptr<SpillFile>& file) {
    file_ = file;
    resting_.resize(parts_.size());
    const std::vector<T> values = take(part);
    resting_[part] = file->append({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
  }
  /// Forgets a part.
  void release(size_t part) {
    static_cast<void>(take(part));
    if (!resting_.empty()) resting_[part] = {};
  }
  /// Puts value order[i] of a part at place i.
  void sort(size_t part, std::span<const uint32_t> order) {
    std::vector<T> sorted;
    sorted.reserve(order.size());
    for (const uint32_t row : order) sorted.push_back(parts_[part][row]);
    parts_[part] = std::move(sorted);
  }

 private:
  static constexpr size_t kLine = 64;

  std::vector<std::vector<T>> parts_;
  std::shared_ptr<SpillFile> file_;
  std::vector<SpillFile::Piece> resting_;  ///< empty while all parts are in memory
};

}  // namespace vk
