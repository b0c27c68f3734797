#include <fmt/format.h>

#include <array>
#include <utility>

#include "core/base/text.hpp"
#include "core/calendar/calendar_readers.hpp"
#include "core/calendar/key_makers.hpp"

namespace vk {

BridgeSpec read_bridge(const ConfigTable& table, const CalendarFile& file) {
  BridgeSpec spec;
  const ConfigTable::Entry* named = table.find("name");
  const auto* name = named == nullptr ? nullptr : std::get_if<std::string>(&named->value.value);
  CalendarSection section{table, file.text, "bridge",
                          name == nullptr ? "[[bridge]]" : fmt::format("bridge \"{}\"", *name), file.diagnostics};
  const PlacedText placed = section.placed("name");
  spec.name = placed.text;
  spec.at = placed.empty() ? table.at : placed.at;
  spec.old_form = section.placed("old");
  spec.new_form = section.placed("new");
  spec.cycle = section.placed("cycle");
  const std::array<std::pair<std::string_view, const PlacedText*>, 4> texts{
      {{"name", &placed}, {"old", &spec.old_form}, {"new", &spec.new_form}, {"cycle", &spec.cycle}}};
  for (const auto& [key, value] : texts) {
    const ConfigTable::Entry* entry = table.find(key);
    const bool is_text = entry != nullptr && std::holds_alternative<std::string>(entry->value.value);
    if (is_text && trim(value->text).empty()) section.reader().error_at(key, "E212", fmt::format("{} is empty", key));
  }
  section.finish();
  return spec;
}

CalendarTable bridge_table() {
  return {
      "bridge", "[[bridge]]",
      "One cycle in which both forms of an instrument were asked side by side: of random halves, or of the same "
      "people. It links cycles that asked the old form to cycles that asked the new one; the link has an error of "
      "its own, which is told.",
      std::vector<CalendarKey>{
          required(
              {"name", KeyType::text, false, "", "Shown with every verdict that it decides.", "\"scale of seven\""}),
          required({"old", KeyType::text, false, "",
                    "The measurement that asks the old form, with the instrument, options and states that earlier "
                    "cycles had.",
                    "\"renewal_old_form\""}),
          required({"new", KeyType::text, false, "",
                    "The measurement that asks the new form; the same `audience`, `money` and kind of cycle.",
                    "\"renewal\""}),
          required({"cycle", KeyType::text, false, "", "The label of the cycle in which both were asked.", "\"2026\""}),
      }};
}

}  // namespace vk
