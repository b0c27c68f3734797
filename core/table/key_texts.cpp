#include "core/table/key_texts.hpp"

#include <algorithm>

namespace vk {
namespace {

/// Makes room for `more` values, by an eighth at least: a dictionary is most of a run's memory, and doubling it for the
/// next cycle's few new customers would double that.
template <class Values>
void make_room(Values& values, size_t more) {
  const size_t needed = values.size() + more;
  if (needed > values.capacity()) values.reserve(std::max(needed, values.size() + values.size() / 8 + 64));
}

}  // namespace

void KeyTexts::append(std::string_view text) {
  if (count_ == 0) length_ = static_cast<uint32_t>(text.size());
  if (is_uniform() && text.size() != length_) keep_ends();
  make_room(bytes_, text.size());
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  ++count_;
  if (!is_uniform()) append_end();
}

void KeyTexts::append_end() {
  make_room(ends_, 1);
  const size_t ordinal = ends_.size();
  if (ordinal % kGroup == 0) {
    const size_t start = ordinal == 0 ? 0 : bases_.back() + ends_.back();
    bases_.push_back(start);
  }
  ends_.push_back(static_cast<uint32_t>(bytes_.size() - bases_.back()));
}

/// From here on texts may differ in length.
void KeyTexts::keep_ends() {
  ends_.reserve(size_t{count_} + 1);
  for (uint32_t ordinal = 0; ordinal < count_; ++ordinal) {
    const size_t start = size_t{ordinal} * length_;
    if (ordinal % kGroup == 0) bases_.push_back(start);
    ends_.push_back(static_cast<uint32_t>(start + length_ - bases_.back()));
  }
}

void KeyTexts::erase(uint32_t ordinal) {
  if (is_uniform()) keep_ends();
  const size_t start = start_of(ordinal);
  const auto length = static_cast<uint32_t>(at(ordinal).size());
  const auto from = bytes_.begin() + static_cast<std::ptrdiff_t>(start);
  bytes_.erase(from, from + static_cast<std::ptrdiff_t>(length));
  const uint32_t group_end = std::min<uint32_t>(count_, (ordinal / kGroup + 1) * kGroup);
  for (uint32_t i = ordinal; i < group_end; ++i) ends_[i] -= length;
  for (size_t group = ordinal / kGroup + 1; group < bases_.size(); ++group) bases_[group] -= length;
}

void KeyTexts::reserve(uint64_t texts) {
  if (count_ == 0) return;
  bytes_.reserve(bytes_.size() / count_ * static_cast<size_t>(texts));
  if (!is_uniform()) ends_.reserve(static_cast<size_t>(texts));
}

}  // namespace vk
