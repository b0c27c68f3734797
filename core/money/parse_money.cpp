#include <array>
#include <limits>

#include "core/base/text.hpp"
#include "core/money/money.hpp"

namespace vk {
namespace {

struct CurrencySign {
  std::string_view code;
  std::string_view sign;
};

// Longer signs of one currency come first, so that "US$" is not left with "US".
constexpr std::array kSigns = std::to_array<CurrencySign>({
    {"EUR", "\u20AC"},  {"USD", "US$"},     {"USD", "$"},      {"GBP", "\u00A3"},
    {"JPY", "\u00A5"},  {"JPY", "\uFFE5"},  {"CNY", "\u00A5"}, {"CNY", "\u5143"},
    {"INR", "\u20B9"},  {"KRW", "\u20A9"},  {"RUB", "\u20BD"}, {"UAH", "\u20B4"},
    {"PLN", "z\u0142"}, {"CZK", "K\u010D"}, {"SEK", "kr."},    {"SEK", "kr"},
    {"NOK", "kr."},     {"NOK", "kr"},      {"DKK", "kr."},    {"DKK", "kr"},
    {"ISK", "kr."},     {"ISK", "kr"},      {"CHF", "Fr."},    {"CHF", "Fr"},
    {"TRY", "\u20BA"},  {"ILS", "\u20AA"},  {"VND", "\u20AB"}, {"NGN", "\u20A6"},
    {"THB", "\u0E3F"},  {"BRL", "R$"},      {"CAD", "CA$"},    {"CAD", "C$"},
    {"CAD", "$"},       {"AUD", "A$"},      {"AUD", "$"},      {"NZD", "NZ$"},
    {"NZD", "$"},       {"MXN", "MX$"},     {"MXN", "$"},      {"HKD", "HK$"},
    {"HKD", "$"},       {"SGD", "S$"},      {"SGD", "$"},      {"TWD", "NT$"},
    {"PHP", "\u20B1"},  {"KZT", "\u20B8"},  {"GEL", "\u20BE"}, {"AMD", "\u058F"},
    {"AZN", "\u20BC"},  {"CRC", "\u20A1"},  {"PYG", "\u20B2"}, {"GHS", "\u20B5"},
    {"ZAR", "R"},       {"HUF", "Ft"},      {"RON", "lei"},    {"BGN", "\u043B\u0432"},
});

// Signs that group digits or surround a number without being named: blank, no-break, thin and narrow no-break space.
constexpr std::array<std::string_view, 4> kBlanks = {" ", "\u00A0", "\u2009", "\u202F"};
constexpr std::string_view kMinus = "\u2212";

/// Length of the blank that `text` starts with, 0 when it starts with none.
size_t leading_blank(std::string_view text) {
  if (text.starts_with('\t')) return 1;
  for (const std::string_view blank : kBlanks) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}

size_t trailing_blank(std::string_view text) {
  if (text.ends_with('\t')) return 1;
  for (const std::string_view blank : kBlanks) {
    if (text.ends_with(blank)) return blank.size();
  }
  return 0;
}

std::string_view without_blanks(std::string_view text) {
  for (size_t n = leading_blank(text); n > 0; n = leading_blank(text)) text.remove_prefix(n);
  for (size_t n = trailing_blank(text); n > 0; n = trailing_blank(text)) text.remove_suffix(n);
  return text;
}

/// Peels sign, parentheses and currency from both ends of a number, each at most once.
class Peeler {
 public:
  Peeler(std::string_view text, const Currency* currency) : rest_(text), currency_(currency) {}

  /// Digits and what is between them; `negative()` is known afterwards.
  std::string_view peel() {
    do {
      rest_ = without_blanks(rest_);
    } while (peel_parentheses() || peel_sign() || peel_currency());
    return rest_;
  }
  bool negative() const { return negative_; }

 private:
  bool peel_parentheses() {
    if (signed_ || rest_.size() < 2 || rest_.front() != '(' || rest_.back() != ')') return false;
    rest_ = rest_.substr(1, rest_.size() - 2);
    signed_ = negative_ = true;
    return true;
  }

  bool peel_sign() {
    if (signed_) return false;
    for (const std::string_view sign : {std::string_view{"-"}, kMinus, std::string_view{"+"}}) {
      if (rest_.starts_with(sign)) {
        rest_.remove_prefix(sign.size());
      } else if (rest_.ends_with(sign)) {
        rest_.remove_suffix(sign.size());
      } else {
        continue;
      }
      signed_ = true;
      negative_ = sign != "+";
      return true;
    }
    return false;
  }

  bool peel_currency() {
    if (currency_ == nullptr || currency_seen_) return false;
    const size_t code = currency_->code().size();
    if (rest_.size() > code && lower_ascii(rest_.substr(0, code)) == lower_ascii(currency_->code())) {
      rest_.remove_prefix(code);
      return currency_seen_ = true;
    }
    if (rest_.size() > code && lower_ascii(rest_.substr(rest_.size() - code)) == lower_ascii(currency_->code())) {
      rest_.remove_suffix(code);
      return currency_seen_ = true;
    }
    return peel_currency_sign();
  }

  bool peel_currency_sign() {
    for (const CurrencySign& entry : kSigns) {
      if (entry.code != currency_->code() || rest_.size() <= entry.sign.size()) continue;
      if (rest_.starts_with(entry.sign)) {
        rest_.remove_prefix(entry.sign.size());
        return currency_seen_ = true;
      }
      if (rest_.ends_with(entry.sign)) {
        rest_.remove_suffix(entry.sign.size());
        return currency_seen_ = true;
      }
    }
    return false;
  }

  std::string_view rest_;
  const Currency* currency_;
  bool signed_ = false;
  bool negative_ = false;
  bool currency_seen_ = false;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

size_t digit_run(std::string_view text) {
  size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  return n;
}

/// Bytes of the UTF-8 sequence that begins with `lead`, by its first bits; 1 for any malformed byte.
size_t sequence_length(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte >= 0xF0U) return 4;
  if (byte >= 0xE0U) return 3;
  return byte >= 0xC0U ? 2 : 1;
}

/// The grouping sign that `text` starts with; empty when it starts with none.
std::string_view grouping_sign(std::string_view text, const NumberFormat& format) {
  if (text.empty() || text.front() == format.decimal || is_digit(text.front())) return {};
  for (const std::string_view blank : kBlanks) {
    if (text.starts_with(blank)) return text.substr(0, blank.size());
  }
  std::string_view signs = format.thousands;
  while (!signs.empty()) {
    const std::string_view sign = signs.substr(0, sequence_length(signs.front()));
    if (text.starts_with(sign)) return sign;
    signs.remove_prefix(sign.size());
  }
  return {};
}

struct NumberBody {
  std::string whole;          ///< digits before the decimal sign, grouping taken out
  std::string_view fraction;  ///< digits after it
};

/// Splits "1 234,50" into whole and fraction; nothing when it is no number written in `format`.
std::optional<NumberBody> body_from(std::string_view text, const NumberFormat& format) {
  NumberBody body;
  const size_t first_group = digit_run(text);
  body.whole = text.substr(0, first_group);
  text.remove_prefix(first_group);
  const std::string_view sign = grouping_sign(text, format);
  if (!sign.empty() && (first_group < 1 || first_group > 3)) return std::nullopt;
  while (!sign.empty() && text.starts_with(sign)) {
    text.remove_prefix(sign.size());
    if (digit_run(text) != 3) return std::nullopt;
    body.whole += text.substr(0, 3);
    text.remove_prefix(3);
  }
  if (text.empty()) return body.whole.empty() ? std::nullopt : std::optional{body};
  if (text.front() != format.decimal) return std::nullopt;
  body.fraction = text.substr(1);
  if (body.fraction.empty() || digit_run(body.fraction) != body.fraction.size()) return std::nullopt;
  return body;
}

/// Appends the decimal digits to `value`; false when it leaves 64 bits.
bool append_digits(uint64_t& value, std::string_view digits) {
  for (const char digit : digits) {
    if (__builtin_mul_overflow(value, uint64_t{10}, &value)) return false;
    if (__builtin_add_overflow(value, static_cast<uint64_t>(digit - '0'), &value)) return false;
  }
  return true;
}

ParsedMoney value_of(const NumberBody& body, int digits, bool negative) {
  if (body.fraction.size() > static_cast<size_t>(digits)) return {0, MoneyFault::too_many_decimals};
  const std::string padding(static_cast<size_t>(digits) - body.fraction.size(), '0');
  uint64_t magnitude = 0;
  const bool fits = append_digits(magnitude, body.whole) && append_digits(magnitude, body.fraction) &&
                    append_digits(magnitude, padding);
  const uint64_t limit = uint64_t{std::numeric_limits<int64_t>::max()} + (negative ? 1 : 0);
  if (!fits || magnitude > limit) return {0, MoneyFault::overflow};
  return {static_cast<int64_t>(negative ? 0 - magnitude : magnitude), MoneyFault::none};
}

ParsedMoney parse(std::string_view text, int digits, const NumberFormat& format, const Currency* currency) {
  if (without_blanks(text).empty()) return {0, MoneyFault::empty};
  Peeler peeler(text, currency);
  const std::string_view number = peeler.peel();
  const std::optional<NumberBody> body = body_from(number, format);
  if (!body) return {0, MoneyFault::not_a_number};
  return value_of(*body, digits, peeler.negative());
}

}  // namespace

ParsedMoney parse_money(std::string_view text, const Currency& currency, const NumberFormat& format) {
  return parse(text, currency.minor_digits(), format, &currency);
}

ParsedMoney parse_scaled(std::string_view text, int digits, const NumberFormat& format) {
  return parse(text, digits, format, nullptr);
}

}  // namespace vk
