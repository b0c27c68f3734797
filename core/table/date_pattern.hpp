#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vk {

/// How days are written in a file: y, m, d runs and the signs between them, such as "yyyy-mm-dd", "m/d/yyyy",
/// "yyyymmdd" or "dd.mm.yyyy hh:mm:ss". One letter takes one or two digits, two letters exactly two, yyyy four. A time
/// part (h, m, s after the day) is checked and not used; a cell may leave it out.
class DatePattern {
 public:
  /// Nothing when `pattern` does not name year (yyyy), month and day once each before any time.
  static std::optional<DatePattern> from(std::string_view pattern);

  const std::string& text() const { return text_; }
  /// Days since 1970-01-01; nothing when `cell` is not written so or the day does not exist (31.2.).
  std::optional<int64_t> day(std::string_view cell) const;

 private:
  enum class Part { year, month, day, hour, minute, second, sign };
  struct Token {
    Part part = Part::sign;
    size_t least_digits = 1;
    size_t most_digits = 2;
    char sign = '\0';
  };

  static std::optional<Token> number_token(char letter, size_t length, bool in_time);

  std::string text_;
  std::vector<Token> tokens_;
  size_t day_tokens_ = 0;  ///< tokens before the time part and the signs that lead to it
};

}  // namespace vk
