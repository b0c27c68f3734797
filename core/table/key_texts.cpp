#include "core/table/key_texts.hpp"

#include <algorithm>
#include <limits>

#include "core/base/error.hpp"

namespace vk {
namespace {

/// Makes room for `more` values, by an eighth at least: a dictionary is most of a run's memory, and doubling would take
/// twice of it.
template <class Values>
void make_room(Values& values, size_t more) {
  const size_t needed = values.size() + more;
  if (needed > values.capacity()) values.reserve(std::max(needed, values.size() + values.size() / 8 + 64));
}

}  // namespace

/// From here on the first `texts` texts and those to come may differ in length.
void KeyTexts::Group::keep_ends(uint32_t texts) {
  ends.reserve(kGroup);
  for (uint32_t place = 0; place < texts; ++place) ends.push_back((place + 1) * length);
}

/// The last group, or a new one with as much room as the one before needed.
KeyTexts::Group& KeyTexts::group_for_next() {
  if (count_ % kGroup != 0) return groups_.back();
  const size_t likely = groups_.empty() ? 0 : groups_.back().bytes.size();
  groups_.emplace_back().bytes.reserve(likely);
  return groups_.back();
}

size_t KeyTexts::bytes_in_memory() const {
  size_t bytes = groups_.capacity() * sizeof(Group);
  for (const Group& group : groups_) bytes += group.bytes.capacity() + group.ends.capacity() * sizeof(uint32_t);
  return bytes;
}

void KeyTexts::append(std::string_view text) {
  Group& group = group_for_next();
  const uint32_t place = count_ % kGroup;
  if (text.size() > std::numeric_limits<uint32_t>::max() - group.bytes.size()) {
    throw Error(ErrorCode::invalid_input, "keys of subjects are gigabytes long");
  }
  if (place == 0) group.length = static_cast<uint32_t>(text.size());
  if (group.is_uniform() && text.size() != group.length) group.keep_ends(place);
  make_room(group.bytes, text.size());
  group.bytes.insert(group.bytes.end(), text.begin(), text.end());
  if (!group.is_uniform()) group.ends.push_back(static_cast<uint32_t>(group.bytes.size()));
  ++count_;
}

void KeyTexts::erase(uint32_t ordinal) {
  Group& group = groups_[ordinal / kGroup];
  const uint32_t place = ordinal % kGroup;
  const uint32_t texts = std::min(kGroup, count_ - (ordinal - place));
  if (group.is_uniform()) group.keep_ends(texts);
  const uint32_t start = group.start_of(place);
  const uint32_t length = group.ends[place] - start;
  const auto from = group.bytes.begin() + static_cast<std::ptrdiff_t>(start);
  group.bytes.erase(from, from + static_cast<std::ptrdiff_t>(length));
  for (uint32_t i = place; i < texts; ++i) group.ends[i] -= length;
}

}  // namespace vk
