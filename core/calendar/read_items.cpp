#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/base/text.hpp"
#include "core/calendar/calendar_readers.hpp"

namespace vk {
namespace {

constexpr size_t kMostStates = 250;
constexpr std::array kOnError{OnError::fail, OnError::skip, OnError::retry};
constexpr std::array kAsked{Asked::everybody, Asked::random_sample, Asked::self_selected};
constexpr std::array kMoneyClasses{MoneyClass::secured, MoneyClass::at_risk, MoneyClass::leaving};

/// How messages name an item: measurement "renewal", or [[measurement]] when it has no id.
std::string item_name(const ConfigTable& table, std::string_view kind) {
  const ConfigTable::Entry* id = table.find("id");
  const auto* text = id == nullptr ? nullptr : std::get_if<std::string>(&id->value.value);
  return text == nullptr ? fmt::format("[[{}]]", kind) : fmt::format("{} \"{}\"", kind, *text);
}

/// Reads the keys that every item has; gives the place of the id.
template <typename Item>
void read_item(CalendarSection& section, std::string_view kind, Item& item) {
  const PlacedText id = section.placed("id");
  item.id = id.text;
  item.at = id.empty() ? section.reader().raw().at : id.at;
  check_name(section, id, kind);
  item.title = section.text("title");
}

PluginLimits read_limits(CalendarSection& section, const CalendarFile& file) {
  PluginLimits limits;
  const ConfigTable* table = section.reader().table("limits");
  if (table == nullptr) return limits;
  CalendarSection inner{*table, file.text, "limits", "limits", file.diagnostics};
  const auto seconds = [&](std::string_view key) { return std::chrono::seconds{inner.integer(key)}; };
  limits.start = seconds("start");
  limits.silence = seconds("silence");
  limits.total = seconds("total");
  limits.cpu = seconds("cpu");
  limits.memory_mib = static_cast<uint64_t>(inner.integer("memory"));
  inner.finish();
  return limits;
}

/// Reads the keys that say how a plugin is run.
template <typename Item>
void read_plugin_keys(CalendarSection& section, const CalendarFile& file, Item& item) {
  item.owner = section.text("owner");
  item.plugin = section.placed("plugin");
  item.inputs = section.text_map("inputs");
  item.options.at = item.plugin.at;
  if (const ConfigTable* options = section.reader().table("options")) item.options = *options;
  item.on_error = kOnError[section.choice("on_error")];
  item.retries = section.integer("retries");
  item.hosting.isolation = section.choice("isolation") == 0 ? Isolation::process : Isolation::none;
  item.hosting.limits = read_limits(section, file);
}

std::vector<StateSpec> read_states(CalendarSection& section, const CalendarFile& file) {
  std::vector<StateSpec> states;
  std::set<std::string> names;
  const std::vector<const ConfigTable*> tables = section.reader().tables("states");
  for (const ConfigTable* table : tables) {
    CalendarSection state{*table, file.text, "measurement.states", "a state", file.diagnostics};
    const PlacedText name = state.placed("name");
    const MoneyClass money = kMoneyClasses[state.choice("money")];
    state.finish();
    if (name.text == "unmeasured")
      state.error_at(name, "E214", "\"unmeasured\" always exists and cannot be a state of the scheme");
    if (!name.empty() && !names.insert(name.text).second) {
      state.error_at(name, "E214", fmt::format("state \"{}\" is named twice", name.text));
    }
    states.push_back({name.text, money});
  }
  if (section.has("states") && tables.empty()) {
    section.reader().error_at("states", "E214", "the state scheme is empty",
                              "at least one { name = \"...\", money = \"secured\" }");
  }
  if (states.size() > kMostStates) {
    section.reader().error_at("states", "E214", fmt::format("the state scheme has {} states", states.size()),
                              fmt::format("at most {}", kMostStates));
  }
  return states;
}

InstrumentSpec read_instrument(CalendarSection& section, const CalendarFile& file,
                               const std::vector<StateSpec>& states) {
  InstrumentSpec spec;
  const ConfigTable* table = section.reader().table("instrument");
  if (table == nullptr) return spec;
  CalendarSection instrument{*table, file.text, "measurement.instrument", "instrument", file.diagnostics};
  const std::vector<std::string>& changes = calendar_table("measurement.instrument").key("change").choices;
  spec.id = instrument.text("id");
  spec.version = instrument.integer("version");
  spec.change = changes[instrument.choice("change")];
  spec.note = instrument.text("note");
  std::vector<std::string> names;
  for (const StateSpec& state : states) names.push_back(state.name);
  for (const auto& [old_state, new_state] : instrument.text_map("bridge")) {
    spec.bridge[old_state] = new_state.text;
    if (std::find(names.begin(), names.end(), new_state.text) != names.end()) continue;
    instrument.error_at(new_state, "E213", fmt::format("the bridge leads to \"{}\", which is no state", new_state.text),
                        {}, nearest_hint(new_state.text, names));
  }
  if (!spec.bridge.empty() && spec.change != "changed") {
    instrument.reader().error("E203", instrument.reader().position("bridge"),
                              fmt::format("a bridge needs change = \"changed\", not \"{}\"", spec.change), {}, {}, 6);
  }
  instrument.finish();
  return spec;
}

std::vector<PlacedText> read_audiences(CalendarSection& section) {
  std::vector<PlacedText> audiences;
  std::set<std::string> names;
  const size_t before = section.reader().diagnostics().error_count();
  for (PlacedText& text : section.placed_list("audience")) {
    if (trim(text.text).empty()) {
      section.error_at(text, "E212", "audience is empty");
    } else if (!names.insert(text.text).second) {
      section.error_at(text, "E206", fmt::format("audience \"{}\" is named twice", text.text));
    } else {
      audiences.push_back(std::move(text));
    }
  }
  const bool told = section.reader().diagnostics().error_count() > before;
  if (section.has("audience") && audiences.empty() && !told)
    section.reader().error_at("audience", "E212", "audience is empty");
  return audiences;
}

ContactKeys read_contact_keys(CalendarSection& section) {
  ContactKeys keys;
  keys.priority = section.integer("priority");
  if (section.has("max_contacts")) keys.max_contacts = section.integer("max_contacts");
  return keys;
}

std::vector<PlacedText> read_targets(CalendarSection& section) {
  std::vector<PlacedText> targets = section.placed_list("to");
  for (const PlacedText& target : targets) {
    if (target.text.starts_with("folder:") && target.text.size() > 7) continue;
    section.error_at(target, "E212", fmt::format("\"{}\" is no place to deliver to", target.text), "\"folder:PATH\"",
                     target.text.find(':') == std::string::npos && !target.empty()
                         ? fmt::format("write \"folder:{}\"", target.text)
                         : std::string{});
  }
  return targets;
}

int64_t read_holdout(CalendarSection& section) {
  return read_percent(section, "holdout", {"share to hold out", "a share above 0 % and at most 50 %", "10 %", 1, 5000})
      .value_or(0);
}

}  // namespace

MeasurementSpec read_measurement_spec(const ConfigTable& table, const CalendarFile& file) {
  MeasurementSpec spec;
  CalendarSection section{table, file.text, "measurement", item_name(table, "measurement"), file.diagnostics};
  read_item(section, "measurement", spec);
  const PlacedText was = section.placed("was");
  check_name(section, was, "measurement");
  spec.was = was.text;
  spec.audiences = read_audiences(section);
  spec.first_audience_counts = section.choice("members_of_several") == 1;
  spec.after = section.placed("after");
  spec.channel = section.placed("channel");
  spec.contact = read_contact_keys(section);
  spec.sample = read_sample_spec(section, file);
  spec.to = read_targets(section);
  section.refuse_without("sample", "channel");
  section.refuse_without("to", "channel");
  if (!spec.after.empty()) {
    for (const std::string_view key : {"every", "only", "rrule", "dates"}) section.exclude("after", key);
  }
  read_plugin_keys(section, file, spec);
  spec.schedule = read_schedule_spec(section);
  spec.money = section.placed("money");
  spec.states = read_states(section, file);
  spec.figures = read_figures(section, file);
  spec.asked = kAsked[section.choice("asked")];
  spec.instrument = read_instrument(section, file, spec.states);
  section.finish();
  return spec;
}

ContentSpec read_content_spec(const ConfigTable& table, const CalendarFile& file) {
  ContentSpec spec;
  CalendarSection section{table, file.text, "content", item_name(table, "content"), file.diagnostics};
  read_item(section, "content", spec);
  read_plugin_keys(section, file, spec);
  spec.after = section.placed("after");
  spec.to = read_targets(section);
  spec.contact = read_contact_keys(section);
  spec.holdout = read_holdout(section);
  if (const ConfigTable* capacity = section.reader().table("capacity")) {
    TableReader reader{*capacity, file.text, "capacity", file.diagnostics};
    for (const ConfigTable::Entry& entry : capacity->entries) {
      if (const auto most = reader.integer(entry.key, 0, 1000000000)) spec.capacity[entry.key] = *most;
    }
  }
  section.finish();
  return spec;
}

ReportSpec read_report_spec(const ConfigTable& table, const CalendarFile& file) {
  ReportSpec spec;
  CalendarSection section{table, file.text, "report", item_name(table, "report"), file.diagnostics};
  read_item(section, "report", spec);
  spec.after = section.placed_list("after");
  if (section.has("after") && spec.after.empty())
    section.reader().error_at("after", "E212", "after is empty: the report would show nothing",
                              "at least one measurement or content id");
  spec.compare = calendar_table("report").key("compare").choices[section.choice("compare")];
  spec.formats = section.chosen_list("formats");
  if (spec.formats.empty()) spec.formats = {"html"};
  spec.to = read_targets(section);
  section.finish();
  return spec;
}

}  // namespace vk
