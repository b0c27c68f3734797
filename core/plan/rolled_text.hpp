#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config_value.hpp"
#include "core/plan/roll_over.hpp"

namespace vk {

/// The value of a key, or nullptr.
const ConfigValue* value_of(const ConfigTable& table, std::string_view key);
/// The text of a key, or nullptr when it has another type.
const std::string* text_of(const ConfigTable& table, std::string_view key);
/// The values of a list, or the single one.
std::vector<const ConfigValue*> values_of(const ConfigTable& table, std::string_view key);
/// The tables among them.
std::vector<const ConfigTable*> tables_of(const ConfigTable& table, std::string_view key);
/// The day of a TOML date, or of a text that is one.
std::optional<Day> day_in(const ConfigValue* value);

/// A file while it is rolled over: read with positions, then changed byte for byte in place.
class RolledText {
 public:
  RolledText(const CalendarFileText& file, RollOverYears years);

  const ConfigTable& root() const { return document_.root; }
  const ConfigText& lines() const { return document_.text; }
  bool is_old(std::optional<Day> day) const;

  /// Changes the text unless it is written in another way than it reads, with escapes or over several lines: then it is
  /// W603, and false.
  bool edit(const SourcePosition& at, const std::string& before, const std::string& after);
  bool move_day(const ConfigValue& value, Day to);
  /// Puts something on the list of what a person must decide.
  void decide(std::string_view code, SourcePosition at, uint32_t length, std::string message, std::string hint);
  /// A year that is right as it stands there.
  void keep(const SourcePosition& at) { kept_.insert(at); }

  /// Makes the changes; tells what still says the old year as W607.
  RolledFile finish(Diagnostics& decisions);

 private:
  size_t offset_of(const SourcePosition& at) const;
  bool stands_at(const SourcePosition& at, std::string_view text) const;
  bool is_kept(uint32_t line, size_t column) const;
  void tell_left_years();

  RollOverYears years_;
  RolledFile rolled_;
  ConfigDocument document_;
  std::vector<Diagnostic> found_;
  std::set<SourcePosition> kept_;
};

}  // namespace vk
