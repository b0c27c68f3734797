#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vk {

/// Distinct words numbered in order of first appearance: open addressing, words of up to 8 bytes compared as one
/// number.
class WordTable {
 public:
  /// The number of `word`, added when new. 8 bytes from its first one must be readable.
  uint32_t code_of(std::string_view word);
  /// Forgets the words numbered from `count` on.
  void truncate(size_t count);
  size_t size() const { return words_.size(); }
  /// The words by number; the table is used up.
  std::vector<std::string> finish() { return std::move(words_); }

 private:
  struct Slot {
    uint64_t first = 0;  ///< up to 8 bytes: the word; longer: its hash
    uint32_t length = 0;
    uint32_t code = 0;  ///< number + 1; 0 = free
  };

  static Slot slot_of(std::string_view word);
  static uint64_t hash_of(const Slot& slot);
  /// Where the word is, or the free slot where it belongs.
  size_t place_of(const Slot& slot, std::string_view word) const;
  void grow();

  std::vector<Slot> slots_;
  std::vector<std::string> words_;
};

}  // namespace vk
