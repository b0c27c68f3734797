#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace vk {

/// Texts in order of their ordinals, in groups that grow one after the other, so that a dictionary never moves. While
/// all texts of a group are of one length nothing but their bytes is kept, as with most customer numbers; then also
/// where each ends.
class KeyTexts {
 public:
  uint32_t size() const { return count_; }
  /// The text of an ordinal below size(); valid until the next change.
  std::string_view at(uint32_t ordinal) const {
    const Group& group = groups_[ordinal / kGroup];
    const uint32_t place = ordinal % kGroup;
    if (group.is_uniform()) return {group.bytes.data() + size_t{place} * group.length, group.length};
    const uint32_t start = group.start_of(place);
    return {group.bytes.data() + start, group.ends[place] - start};
  }

  size_t bytes_in_memory() const;

  /// Two steps that ask the processor for what at() reads: where the text is, then its bytes.
  void fetch_place(uint32_t ordinal) const {
    const Group& group = groups_[ordinal / kGroup];
    if (!group.is_uniform()) __builtin_prefetch(group.ends.data() + ordinal % kGroup);
  }
  void fetch(uint32_t ordinal) const {
    const Group& group = groups_[ordinal / kGroup];
    const uint32_t place = ordinal % kGroup;
    __builtin_prefetch(group.bytes.data() + group.start_of(place));
    // About every other e-mail address goes on in the next line of memory.
    if (!group.is_uniform()) __builtin_prefetch(group.bytes.data() + group.ends[place] - 1);
  }

  /// Throws Error(invalid_input) when the texts of one group are longer than 4 GiB together.
  void append(std::string_view text);
  /// Makes a text empty. Linear in its group.
  void erase(uint32_t ordinal);
  /// Makes room for the places of `texts` texts in all.
  void reserve(uint64_t texts) { groups_.reserve(static_cast<size_t>(texts / kGroup + 1)); }

 private:
  static constexpr uint32_t kGroup = 2048;

  struct Group {
    std::vector<char> bytes;     ///< no std::string, whose reserve() doubles
    std::vector<uint32_t> ends;  ///< of each text in bytes; empty = all are of one length
    uint32_t length = 0;         ///< of every text while they are of one length

    bool is_uniform() const { return ends.empty(); }
    uint32_t start_of(uint32_t place) const {
      if (is_uniform()) return place * length;
      return place == 0 ? 0 : ends[place - 1];
    }
    void keep_ends(uint32_t texts);
  };

  Group& group_for_next();

  uint32_t count_ = 0;
  std::vector<Group> groups_;
};

}  // namespace vk
