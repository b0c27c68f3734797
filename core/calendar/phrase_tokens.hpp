#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vk {

/// One word of a phrase with its place in the phrase, in bytes.
struct PhraseToken {
  enum class Kind {
    word,    ///< letters, digits, '-', '_': also "10th", "2026-03-02" and ids
    number,  ///< digits only
    name,    ///< 'in quotes'; text is without them
    wrong,   ///< a byte no phrase has, or a quote that is not closed
    end,
  };
  Kind kind = Kind::end;
  std::string text;
  std::string lower;  ///< text with A-Z lowered
  size_t offset = 0;
  size_t length = 0;
};

/// The words of `phrase`; the last token is always `end`.
std::vector<PhraseToken> phrase_tokens(std::string_view phrase);

}  // namespace vk
