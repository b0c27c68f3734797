#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace vk {

/// Texts in order of their ordinals, one behind the other. While all are of one length nothing but their bytes is kept,
/// as with most customer numbers; then also where each ends.
class KeyTexts {
 public:
  uint32_t size() const { return count_; }
  /// The text of an ordinal below size(); valid until the next change.
  std::string_view at(uint32_t ordinal) const {
    const size_t start = start_of(ordinal);
    return {bytes_.data() + start, is_uniform() ? length_ : ends_[ordinal] + bases_[ordinal / kGroup] - start};
  }

  /// Two steps that ask the processor for what at() reads: where the text is, then its bytes.
  void fetch_place(uint32_t ordinal) const {
    if (!is_uniform()) __builtin_prefetch(ends_.data() + ordinal);
  }
  void fetch(uint32_t ordinal) const { __builtin_prefetch(bytes_.data() + start_of(ordinal)); }

  void append(std::string_view text);
  /// Makes a text empty. Linear in the texts behind it.
  void erase(uint32_t ordinal);
  /// Makes room for `texts` texts in all, of the length that they had so far.
  void reserve(uint64_t texts);

 private:
  static constexpr uint32_t kGroup = 4096;  ///< texts that share a 64-bit base, so that ends are 32 bits

  bool is_uniform() const { return ends_.empty(); }
  size_t start_of(uint32_t ordinal) const {
    if (is_uniform()) return size_t{ordinal} * length_;
    return bases_[ordinal / kGroup] + (ordinal % kGroup == 0 ? 0 : ends_[ordinal - 1]);
  }
  void keep_ends();
  void append_end();

  uint32_t count_ = 0;
  uint32_t length_ = 0;         ///< of every text while they are uniform
  std::vector<uint32_t> ends_;  ///< end of each text from its group's base; empty = uniform
  std::vector<uint64_t> bases_;
  std::vector<char> bytes_;  ///< no std::string, whose reserve() doubles
};

}  // namespace vk
