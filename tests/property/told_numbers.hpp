#pragma once
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

/// Which numbers a report tells, whatever it is written in.
namespace vk::test {

/// "1,234.50" and "1234.5" are one number: no separators, no zeros behind, no sign.
inline std::string plain_number(std::string text) {
  std::erase(text, ',');
  if (text.find('.') != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  const size_t first = text.find_first_not_of('0');
  if (first == std::string::npos) return "0";
  return text[first] == '.' ? "0" + text.substr(first) : text.substr(first);
}

/// What people read of a page, a line a text: no styles, no tags, no entities.
inline std::string text_of_page(const std::string& page) {
  std::string text;
  for (size_t i = 0; i < page.size(); ++i) {
    size_t end = std::string::npos;
    if (page.compare(i, 6, "<style") == 0) {
      end = page.find("</style>", i);
    } else if (page[i] == '<') {
      end = page.find('>', i);
    } else if (page[i] == '&') {
      end = page.find(';', i);
    }
    text += end == std::string::npos ? page[i] : page[i] == '&' ? ' ' : '\n';
    if (end != std::string::npos) i = end;
  }
  return text;
}

/// A CSV file with a line a cell.
inline std::string text_of_csv(std::string text) {
  bool quoted = false;
  for (char& sign : text) {
    if (sign == '"') quoted = !quoted;
    if (sign == ',' && !quoted) sign = '\n';
  }
  return text;
}

/// Finds the numbers of a text but days, times, years of cycles, and digits that are part of a name or hash.
class NumberFinder {
 public:
  explicit NumberFinder(const std::string& text) : text_(text) {}

  std::vector<std::string> find() {
    while (at_ < text_.size()) {
      if (is_digit(at_)) {
        take_number();
      } else if (is_letter(at_)) {
        take_word();
      } else if ((text_[at_] == '@' || text_[at_] == '#') && is_digit(at_ + 1)) {
        ++at_;
        skip("-");  // renewal/customers@2026-Q2, annual_purchases@1
      } else {
        ++at_;
      }
    }
    return numbers_;
  }

 private:
  char sign(size_t place) const { return place < text_.size() ? text_[place] : ' '; }
  bool is_digit(size_t place) const { return sign(place) >= '0' && sign(place) <= '9'; }
  bool is_letter(size_t place) const {
    const char one = sign(place);
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == '_';
  }
  /// Over letters, digits and some signs.
  void skip(const std::string& signs) {
    while (at_ < text_.size() && (is_digit(at_) || is_letter(at_) || signs.find(text_[at_]) != std::string::npos))
      ++at_;
  }

  void take_word() {
    const size_t first = at_;
    skip("");
    word_ = text_.substr(first, at_ - first);
    if (word_ == "SHA") skip("-");
  }

  bool is_month(const std::string& word) const {
    static const std::set<std::string> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                               "July",    "August",   "September", "October", "November", "December"};
    return kMonths.contains(word);
  }

  /// "1,234.50": a comma parts thousands only.
  size_t end_of_number() const {
    size_t end = at_;
    while (is_digit(end)) ++end;
    while (sign(end) == ',' && is_digit(end + 1) && is_digit(end + 2) && is_digit(end + 3) && !is_digit(end + 4))
      end += 4;
    if (sign(end) != '.' || !is_digit(end + 1)) return end;
    ++end;
    while (is_digit(end)) ++end;
    return end;
  }

  void take_number() {
    const size_t first = at_;
    const size_t end = end_of_number();
    const bool is_day = sign(end) == '-' && end - first == 4 && is_digit(end + 1);
    const bool goes_on = is_letter(end) || ((sign(end) == ':' || sign(end) == '.') && is_digit(end + 1));
    at_ = end;
    if (is_day || goes_on) {
      skip("-:.");  // 2026-01-31T09:00:00Z, 3f2a91bc, 1.0.0
      return;
    }
    const std::string number = text_.substr(first, end - first);
    size_t word_end = end + 1;
    while (is_letter(word_end)) ++word_end;
    const bool of_month =
        is_month(word_) ||
        (sign(end) == ' ' && is_month(text_.substr(std::min(end + 1, text_.size()), word_end - end - 1)));
    const bool is_year = number.size() == 4 && number.starts_with("20");
    if (!of_month && !is_year && word_ != "first") numbers_.push_back(plain_number(number));
    word_.clear();
  }

  const std::string& text_;
  size_t at_ = 0;
  std::string word_;  ///< the last before
  std::vector<std::string> numbers_;
};

inline std::vector<std::string> numbers_in(const std::string& text) {
  return NumberFinder(text).find();
}

/// Every number of the JSON of reports: of figures as they are, as people read them and rounded to whole units; of what
/// their cycles rest on; and the few sums that a table or a sentence says of its figures.
class ToldNumbers {
 public:
  void read(const std::string& json) {
    const Var report = Poco::JSON::Parser().parse(json);
    walk(report, "");
    const auto figures = report.extract<Poco::JSON::Object::Ptr>()->getArray("figures");
    std::map<std::string, int64_t> sums;
    for (unsigned i = 0; i < figures->size(); ++i) {
      const auto figure = figures->getObject(i);
      const auto value = figure->getObject("value");
      const auto id = figure->getValue<std::string>("id");
      if (value->has("count")) add_to_sum(sums, id, value->getValue<int64_t>("count"));
    }
    for (const auto& [name, sum] : sums) numbers_.insert(std::to_string(sum));
  }

  /// As a figure, or a sum of some.
  bool tells(const std::string& number) const { return numbers_.contains(number); }
  /// Or in any text of the JSON.
  bool says(const std::string& number) const { return tells(number) || said_.contains(number); }
  /// Where numbers stand that no reader of this knows; a new key of the JSON is one.
  const std::set<std::string>& unknown_places() const { return unknown_; }
  /// Text that people read.
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  using Var = Poco::Dynamic::Var;

  /// The members of all transitions, the active of all states, and those whose money did not change: the opening less
  /// who left, grew or shrank.
  static void add_to_sum(std::map<std::string, int64_t>& sums, const std::string& id, int64_t count) {
    const auto before = [&](const std::string& mark) { return id.substr(0, id.find(mark)) + mark; };
    if (id.find("/transition/") != std::string::npos && id.ends_with("/subjects"))
      sums[before("/transition/")] += count;
    if (id.find("/transition/") != std::string::npos && id.ends_with("/subjects") &&
        id.find("absent") == std::string::npos) {
      sums[before("/transition/") + "both"] += count;
      if (id.find("unmeasured") == std::string::npos) sums[before("/transition/") + "measured twice"] += count;
    }
    if (id.find("/state/") != std::string::npos && id.ends_with("/active")) sums[before("/state/")] += count;
    if (id.ends_with("/bridge/opening/subjects")) sums[before("/bridge/")] += count;
    for (const char* moved : {"churn", "expansion", "contraction"}) {
      if (id.ends_with(std::string("/bridge/") + moved + "/subjects")) sums[before("/bridge/")] -= count;
    }
  }

  void walk(const Var& value, const std::string& place) {
    if (value.type() == typeid(Poco::JSON::Object::Ptr)) {
      if (place == "/tables") table_ = value.extract<Poco::JSON::Object::Ptr>()->getValue<std::string>("id");
      for (const auto& [key, inner] : *value.extract<Poco::JSON::Object::Ptr>()) walk(inner, place + "/" + key);
    } else if (value.type() == typeid(Poco::JSON::Array::Ptr)) {
      for (const Var& inner : *value.extract<Poco::JSON::Array::Ptr>()) walk(inner, place);
    } else if (value.isInteger() && !value.isBoolean()) {
      add(value.convert<int64_t>(), place);
    } else if (value.isString()) {
      add_text(value.convert<std::string>(), place);
    }
  }

  void add(int64_t value, const std::string& place) {
    static const std::set<std::string> kPlaces{"/figures/value/minor",
                                               "/figures/value/numerator",
                                               "/figures/value/denominator",
                                               "/figures/value/count",
                                               "/figures/range/low",
                                               "/figures/range/high",
                                               "/figures/range/percent",
                                               "/cycles/members",
                                               "/cycles/base/minor",
                                               "/cycles/revision",
                                               "/cycles/metric/version",
                                               "/cycles/instrument/version",
                                               "/cycles/rows_skipped",
                                               "/cycles/rows_of_nobody",
                                               "/cycles/money_of_nobody/minor",
                                               "/cycles/sources/rows",
                                               "/cycles/sources/rows_skipped",
                                               "/cycles/sample/wanted",
                                               "/cycles/sample/drawn",
                                               "/cycles/sample/expected_half_width/minor",
                                               "/cycles/sample/unavailable",
                                               "/cycles/sample/unavailable_money/minor",
                                               "/cycles/sample/answers_outside",
                                               "/cycles/sample/strata/members",
                                               "/cycles/sample/strata/money/minor",
                                               "/cycles/sample/strata/wanted",
                                               "/cycles/sample/strata/drawn",
                                               "/format"};
    if (!kPlaces.contains(place) && !place.starts_with("/held_back/")) unknown_.insert(place);
    const int64_t size = value < 0 ? -value : value;
    const auto put = [&](const std::string& text) { numbers_.insert(plain_number(text)); };
    put(std::to_string(size));
    // Minor units, tenths and hundredths, and whole units by rounding.
    for (const int64_t parts : {10, 100}) {
      std::string rest = std::to_string(size % parts);
      if (parts == 100 && rest.size() < 2) rest = "0" + rest;
      put(std::to_string(size / parts) + "." + rest);
    }
    for (const int64_t whole : {size / 100, size / 100 + 1}) put(std::to_string(whole));
  }

  void add_text(const std::string& text, const std::string& place) {
    // The base and the members of an earlier cycle stand beside the figures that compare it, as its own report has
    // them.
    static const std::set<std::string> kTold{"/figures/text", "/figures/range/text", "/figures/base",
                                             "/figures/n",    "/tables/base",        "/tables/n"};
    if (kTold.contains(place)) {
      for (const std::string& number : numbers_in(text)) numbers_.insert(number);
    }
    for (const std::string& number : numbers_in(text)) said_.insert(number);
    // Their cells beside figures are estimates of both cycles and changes of shares, which are no figures.
    for (const char* estimates : {"/changes", "/changes/segments", "/answers/segments"}) {
      if (place == "/tables/rows/text" && table_.ends_with(estimates)) return;
    }
    for (const char* read :
         {"/lead", "/status", "/reasons", "/figures/label", "/tables/rows/text", "/tables/caption"}) {
      if (place == read) texts_.push_back(text);
    }
  }

  std::set<std::string> numbers_;
  std::set<std::string> said_;
  std::string table_;  ///< the one that is read
  std::set<std::string> unknown_;
  std::vector<std::string> texts_;
};

}  // namespace vk::test
