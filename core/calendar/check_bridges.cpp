#include "core/calendar/check_bridges.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/calendar/calendar_section.hpp"
#include "core/calendar/cycle.hpp"

namespace vk {
namespace {

class BridgeCheck {
 public:
  BridgeCheck(const AnnualCalendar& calendar, Diagnostics& diagnostics)
      : calendar_(calendar), diagnostics_(diagnostics) {}

  void check(const BridgeSpec& bridge) {
    const MeasurementSpec* old_form = measurement(bridge.old_form);
    const MeasurementSpec* new_form = measurement(bridge.new_form);
    if (old_form == nullptr || new_form == nullptr || bridge.cycle.empty()) return;
    if (old_form == new_form) {
      error(bridge.new_form, "E221", fmt::format("bridge \"{}\" has one measurement for both forms", bridge.name),
            "two measurements: each half of a bridge wave asks one form",
            "add a measurement with the instrument, options and states of before, and name it in `old`");
      return;
    }
    check_pair(bridge, *old_form, *new_form);
    check_cycle(bridge, *old_form);
    check_cycle(bridge, *new_form);
  }

  void check_once(const BridgeSpec& first, const BridgeSpec& second) {
    if (first.old_form.text != second.old_form.text || first.new_form.text != second.new_form.text ||
        first.cycle.text != second.cycle.text || second.cycle.empty())
      return;
    error(second.cycle, "E206",
          fmt::format("bridges \"{}\" and \"{}\" are one and the same wave", first.name, second.name));
  }

 private:
  const MeasurementSpec* measurement(const PlacedText& id) {
    if (id.empty()) return nullptr;
    const MeasurementSpec* found = calendar_.find_measurement(id.text);
    if (found != nullptr) return found;
    std::vector<std::string> ids;
    for (const MeasurementSpec& each : calendar_.measurements) ids.push_back(each.id);
    error(id, "E213", fmt::format("there is no measurement \"{}\"", id.text), {}, nearest_hint(id.text, ids));
    return nullptr;
  }

  void check_pair(const BridgeSpec& bridge, const MeasurementSpec& old_form, const MeasurementSpec& new_form) {
    const auto is_common = [&](const PlacedText& audience) {
      return std::any_of(new_form.audiences.begin(), new_form.audiences.end(),
                         [&](const PlacedText& other) { return other.text == audience.text; });
    };
    if (std::none_of(old_form.audiences.begin(), old_form.audiences.end(), is_common)) {
      error(bridge.new_form, "E221",
            fmt::format("\"{}\" and \"{}\" have no audience in common", old_form.id, new_form.id),
            "both forms asked of members of one audience");
    }
    if (old_form.money.text != new_form.money.text) {
      error(bridge.new_form, "E221",
            fmt::format("\"{}\" weighs members by {}, \"{}\" by {}", old_form.id, old_form.money.text, new_form.id,
                        new_form.money.text),
            "the same `money` in both");
    }
  }

  void check_cycle(const BridgeSpec& bridge, const MeasurementSpec& measurement) {
    const Every every = measurement.schedule.every;
    const bool retail = every == Every::retail_year || every == Every::retail_quarter || every == Every::retail_period;
    if (retail && calendar_.retail_year == nullptr) return;  // told where it is missing
    const CycleRule rule = cycle_rule(calendar_, measurement.schedule);
    if (cycle_from_label(rule, bridge.cycle.text)) return;
    error(bridge.cycle, "E221",
          fmt::format("\"{}\" is no cycle of measurement \"{}\"", bridge.cycle.text, measurement.id),
          fmt::format("a label as results bear it, by every = \"{}\"", to_string(every)));
  }

  void error(const PlacedText& at, std::string_view code, std::string message, std::string expected = {},
             std::string hint = {}) {
    const auto text = std::find_if(calendar_.texts.begin(), calendar_.texts.end(),
                                   [&](const ConfigText& each) { return each.file == at.at.file; });
    diagnostics_.add({Severity::error, std::string{code}, at.at, std::move(message), std::move(expected),
                      std::move(hint), text == calendar_.texts.end() ? std::string{} : text->excerpt(at.at.line),
                      static_cast<uint32_t>(utf8_length(at.text)) + 2});
  }

  const AnnualCalendar& calendar_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_bridges(const AnnualCalendar& calendar, Diagnostics& diagnostics) {
  BridgeCheck check{calendar, diagnostics};
  for (size_t i = 0; i < calendar.bridges.size(); ++i) {
    check.check(calendar.bridges[i]);
    for (size_t k = 0; k < i; ++k) check.check_once(calendar.bridges[k], calendar.bridges[i]);
  }
}

}  // namespace vk
