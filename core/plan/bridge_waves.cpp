#include "core/plan/bridge_waves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/calendar/cycle.hpp"
#include "core/plan/calendar_texts.hpp"

namespace vk {
namespace {

class WaveCheck {
 public:
  WaveCheck(const AnnualCalendar& calendar, const Plan& plan, const BridgeSpec& bridge, Diagnostics& diagnostics)
      : calendar_(calendar), plan_(plan), bridge_(bridge), diagnostics_(diagnostics) {}

  void check() {
    const MeasurementSpec* old_form = calendar_.find_measurement(bridge_.old_form.text);
    const MeasurementSpec* new_form = calendar_.find_measurement(bridge_.new_form.text);
    if (old_form == nullptr || new_form == nullptr || !is_in_range(*new_form)) return;
    check_forms(*old_form, *new_form);
    for (const PlacedText& audience : new_form->audiences) {
      const bool is_common = std::any_of(old_form->audiences.begin(), old_form->audiences.end(),
                                         [&](const PlacedText& other) { return other.text == audience.text; });
      if (is_common) check_windows(audience.text);
    }
  }

 private:
  bool is_in_range(const MeasurementSpec& measurement) const {
    const auto cycle = cycle_from_label(cycle_rule(calendar_, measurement.schedule), bridge_.cycle.text);
    return cycle && cycle->interval.first < plan_.range.end && plan_.range.first < cycle->interval.end;
  }

  void check_forms(const MeasurementSpec& old_form, const MeasurementSpec& new_form) {
    const InstrumentSpec& a = old_form.instrument;
    const InstrumentSpec& b = new_form.instrument;
    const std::string& first = a.id.empty() ? old_form.id : a.id;
    const std::string& second = b.id.empty() ? new_form.id : b.id;
    if (first != second) return;
    if (a.version == b.version) {
      warn(bridge_.new_form, fmt::format("both halves ask version {} of {}", a.version, first),
           fmt::format("raise `version` in the instrument of \"{}\" and say change = \"changed\"", new_form.id));
    } else if (b.version < a.version) {
      warn(bridge_.new_form,
           fmt::format("`old` asks version {} of {} and `new` version {}", a.version, first, b.version),
           "name the measurement with the lower version in `old`");
    } else if (b.change != "changed") {
      warn(bridge_.new_form,
           fmt::format("version {} of {} has change = \"{}\" and is compared without a bridge", b.version, first,
                       b.change),
           "say change = \"changed\" in the instrument of the new form");
    }
  }

  const Occurrence* planned(const std::string& item, const std::string& audience) const {
    const OccurrenceName name{item, audience, bridge_.cycle.text};
    const auto found = std::find_if(plan_.occurrences.begin(), plan_.occurrences.end(),
                                    [&](const Occurrence& each) { return each.name == name; });
    return found == plan_.occurrences.end() || found->none || found->quiet_skip ? nullptr : &*found;
  }

  void check_windows(const std::string& audience) {
    const Occurrence* old_form = planned(bridge_.old_form.text, audience);
    const Occurrence* new_form = planned(bridge_.new_form.text, audience);
    for (const auto& [half, form] : {std::pair{old_form, &bridge_.old_form}, std::pair{new_form, &bridge_.new_form}}) {
      if (half != nullptr) continue;
      warn(*form, fmt::format("{} is not planned", to_string(OccurrenceName{form->text, audience, bridge_.cycle.text})),
           "let `only`, `from`, `until` and quiet periods of the measurement keep this cycle");
    }
    if (old_form == nullptr || new_form == nullptr) return;
    if (old_form->opens < new_form->closes && new_form->opens < old_form->closes) return;
    warn(bridge_.cycle,
         fmt::format("its halves are not open at the same time: {} to {}, {} to {}", to_string(old_form->opens_on),
                     to_string(old_form->last_day), to_string(new_form->opens_on), to_string(new_form->last_day)),
         "open both in one window, so that only the form differs");
  }

  void warn(const PlacedText& at, const std::string& what, std::string hint) {
    Diagnostic told = diagnostic_at(calendar_, at, "W510", fmt::format("bridge wave \"{}\": {}", bridge_.name, what));
    told.hint = std::move(hint);
    diagnostics_.add(std::move(told));
  }

  const AnnualCalendar& calendar_;
  const Plan& plan_;
  const BridgeSpec& bridge_;
  Diagnostics& diagnostics_;
};

}  // namespace

void tell_bridge_waves(const AnnualCalendar& calendar, const Plan& plan, Diagnostics& diagnostics) {
  for (const BridgeSpec& bridge : calendar.bridges) WaveCheck(calendar, plan, bridge, diagnostics).check();
}

}  // namespace vk
