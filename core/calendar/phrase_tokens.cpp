#include "core/calendar/phrase_tokens.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace vk {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word_byte(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

PhraseToken word_at(std::string_view phrase, size_t at) {
  size_t end = at;
  while (end < phrase.size() && is_word_byte(phrase[end])) ++end;
  const std::string_view text = phrase.substr(at, end - at);
  const bool number = std::all_of(text.begin(), text.end(), is_digit);
  return {number ? PhraseToken::Kind::number : PhraseToken::Kind::word, std::string{text}, lower_ascii(text), at,
          end - at};
}

PhraseToken name_at(std::string_view phrase, size_t at) {
  const size_t close = phrase.find('\'', at + 1);
  if (close == std::string_view::npos) {
    return {PhraseToken::Kind::wrong, std::string{phrase.substr(at)}, {}, at, phrase.size() - at};
  }
  const std::string_view text = phrase.substr(at + 1, close - at - 1);
  return {PhraseToken::Kind::name, std::string{text}, lower_ascii(text), at, close - at + 1};
}

}  // namespace

std::vector<PhraseToken> phrase_tokens(std::string_view phrase) {
  std::vector<PhraseToken> tokens;
  for (size_t at = 0; at < phrase.size();) {
    if (phrase[at] == ' ' || phrase[at] == '\t' || phrase[at] == '\n' || phrase[at] == '\r') {
      ++at;
      continue;
    }
    if (is_word_byte(phrase[at])) {
      tokens.push_back(word_at(phrase, at));
    } else if (phrase[at] == '\'') {
      tokens.push_back(name_at(phrase, at));
    } else {
      tokens.push_back({PhraseToken::Kind::wrong, std::string{phrase.substr(at, 1)}, {}, at, 1});
    }
    at += tokens.back().length;
  }
  tokens.push_back({PhraseToken::Kind::end, {}, {}, phrase.size(), 1});
  return tokens;
}

}  // namespace vk
