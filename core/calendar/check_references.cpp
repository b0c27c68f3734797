#include "core/calendar/check_references.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/calendar/calendar_section.hpp"
#include "core/calendar/check_bridges.hpp"
#include "core/calendar/holidays.hpp"
#include "core/calendar/phrase.hpp"
#include "core/calendar/phrase_report.hpp"

namespace vk {
namespace {

/// One id of the calendar and what it waits for.
struct ItemNode {
  std::string id;
  SourcePosition at;
  std::string_view kind;
  std::vector<PlacedText> after;
};

class ReferenceCheck {
 public:
  ReferenceCheck(const AnnualCalendar& calendar, Diagnostics& diagnostics)
      : calendar_(calendar), diagnostics_(diagnostics) {
    collect_items();
  }

  void run() {
    check_twice();
    for (const AudienceSpec& audience : calendar_.audiences)
      require(audience.register_source, "source", source_names());
    for (const MetricSpec& metric : calendar_.metrics) check_metric(metric);
    check_rates();
    if (calendar_.prices) require(calendar_.prices->source, "source", source_names());
    for (const MeasurementSpec& measurement : calendar_.measurements) check_measurement(measurement);
    for (const ContentSpec& content : calendar_.contents) check_inputs(content.inputs);
    for (const QuietSpec& quiet : calendar_.quiet) {
      check_holidays_in(quiet.from, calendar_.holiday_set.get());
      check_holidays_in(quiet.to, calendar_.holiday_set.get());
    }
    for (const ContactRuleSpec& rule : calendar_.contact_rules) check_contact_rule(rule);
    check_bridges(calendar_, diagnostics_);
    check_after();
    check_circles();
    if (!calendar_.measurements.empty()) return;
    const std::string file = calendar_.texts.empty() ? std::string{} : calendar_.texts.front().file;
    error({"", {file, 0, 0}}, "E210", "the calendar schedules nothing", "at least one [[measurement]]");
  }

 private:
  const ConfigText* text_of(const SourcePosition& at) const {
    const auto found = std::find_if(calendar_.texts.begin(), calendar_.texts.end(),
                                    [&](const ConfigText& text) { return text.file == at.file; });
    return found == calendar_.texts.end() ? nullptr : &*found;
  }

  void error(const PlacedText& at, std::string_view code, std::string message, std::string expected = {},
             std::string hint = {}) {
    const ConfigText* text = text_of(at.at);
    const uint32_t quotes = at.empty() ? 1 : 2;
    diagnostics_.add({Severity::error, std::string{code}, at.at, std::move(message), std::move(expected),
                      std::move(hint), text == nullptr ? std::string{} : text->excerpt(at.at.line),
                      static_cast<uint32_t>(utf8_length(at.text)) + quotes});
  }

  void collect_items() {
    for (const MeasurementSpec& each : calendar_.measurements)
      items_.push_back({each.id, each.at, "measurement", waited_for(each)});
    for (const ContentSpec& each : calendar_.contents) items_.push_back({each.id, each.at, "content", after_of(each)});
    for (const ReportSpec& each : calendar_.reports) items_.push_back({each.id, each.at, "report", each.after});
  }

  static std::vector<PlacedText> after_of(const ContentSpec& content) {
    if (content.after.empty()) return {};
    return {content.after};
  }

  /// The ids that a measurement takes its cycles or its days from.
  static std::vector<PlacedText> waited_for(const MeasurementSpec& measurement) {
    std::vector<PlacedText> found;
    if (!measurement.after.empty()) found.push_back(measurement.after);
    std::vector<PlacedText> phrases{measurement.schedule.opens, measurement.schedule.closes};
    phrases.insert(phrases.end(), measurement.schedule.remind.begin(), measurement.schedule.remind.end());
    for (const PlacedText& text : phrases) {
      Diagnostics ignored;
      const std::optional<Phrase> phrase = Phrase::parse(text, nullptr, ignored);
      if (!phrase) continue;
      for (const std::string& id : phrase->uses().items) found.push_back({id, text.at});
    }
    return found;
  }

  const ItemNode* find_item(std::string_view id) const {
    const auto found = std::find_if(items_.begin(), items_.end(), [&](const ItemNode& item) { return item.id == id; });
    return found == items_.end() || id.empty() ? nullptr : &*found;
  }

  template <typename Spec>
  void check_named_twice(const std::vector<Spec>& specs, std::string_view kind) {
    std::map<std::string, SourcePosition> first;
    for (const Spec& spec : specs) {
      const auto [known, is_new] = first.emplace(spec.name, spec.at);
      if (!is_new) report_twice({spec.name, spec.at}, kind, known->second);
    }
  }

  void report_twice(const PlacedText& name, std::string_view kind, const SourcePosition& first) {
    const std::string place =
        first.file == name.at.file ? fmt::format("line {}", first.line) : fmt::format("{}:{}", first.file, first.line);
    error(name, "E206", fmt::format("{} \"{}\" is used twice, first in {}", kind, name.text, place), {},
          "give one of them another name");
  }

  void check_twice() {
    check_named_twice(calendar_.sources, "source");
    check_named_twice(calendar_.audiences, "audience");
    check_named_twice(calendar_.metrics, "metric");
    check_named_twice(calendar_.contact_rules, "contact rule");
    check_named_twice(calendar_.bridges, "bridge");
    std::map<std::string, SourcePosition> first;
    for (const ItemNode& item : items_) {
      if (item.id.empty()) continue;
      const auto [known, is_new] = first.emplace(item.id, item.at);
      if (!is_new) report_twice({item.id, item.at}, "id", known->second);
    }
    for (const MeasurementSpec& measurement : calendar_.measurements) {
      if (measurement.was.empty() || find_item(measurement.was) == nullptr) continue;
      error({measurement.id, measurement.at}, "E206",
            fmt::format("was = \"{}\" names an id that is still in use", measurement.was));
    }
  }

  template <typename Spec>
  static std::vector<std::string> names_of(const std::vector<Spec>& specs) {
    std::vector<std::string> names;
    for (const Spec& spec : specs) names.push_back(spec.name);
    return names;
  }

  std::vector<std::string> source_names() const { return names_of(calendar_.sources); }

  void require(const PlacedText& name, std::string_view kind, const std::vector<std::string>& names) {
    if (name.empty() || std::find(names.begin(), names.end(), name.text) != names.end()) return;
    error(name, "E213", fmt::format("there is no {} \"{}\"", kind, name.text), {},
          names.empty() ? fmt::format("add a table [{}.{}]", kind, name.text) : nearest_hint(name.text, names));
  }

  void check_metric(const MetricSpec& metric) {
    require(metric.source, "source", source_names());
    if (metric.currency == Currency{} && calendar_.currency == Currency{}) {
      error({metric.name, metric.at}, "E202",
            fmt::format("metric \"{}\" has no currency and the calendar has none either", metric.name), {},
            "add currency = \"EUR\" to the metric or to the top of the calendar");
    }
    check_metric_rates(metric);
    check_metric_real(metric);
    const SourceSpec* source = calendar_.find_source(metric.source.text);
    if (source == nullptr || !source->date.empty()) return;
    const bool whole_file =
        metric.window.kind == MetricWindow::Kind::cycle && source->csv.text.find("{cycle}") != std::string::npos;
    if (metric.window.kind == MetricWindow::Kind::all || whole_file) return;
    error(metric.source, "E218",
          fmt::format("source \"{}\" names no date column, which the window \"{}\" needs", source->name,
                      metric.window.text),
          {}, fmt::format("add date = \"COLUMN\" to [source.{}]", source->name));
  }

  Currency base_of_rates() const {
    return calendar_.rates->base == Currency{} ? calendar_.currency : calendar_.rates->base;
  }

  void check_metric_rates(const MetricSpec& metric) {
    if (!metric.rates) return;
    const PlacedText here{std::string{to_string(*metric.rates)}, metric.rates_at};
    if (!calendar_.rates) {
      error(here, "E218",
            fmt::format("metric \"{}\" converts currencies, but the calendar has no [rates]", metric.name), {},
            "add [rates] with the source of the rates");
      return;
    }
    const Currency own = metric.currency == Currency{} ? calendar_.currency : metric.currency;
    if (own == base_of_rates()) return;
    error(
        here, "E218",
        fmt::format("metric \"{}\" is in {}, but [rates] lead to {}", metric.name, own.code(), base_of_rates().code()));
  }

  void check_metric_real(const MetricSpec& metric) {
    if (!metric.real) return;
    const PlacedText here{{}, metric.real_at};
    if (!calendar_.prices) {
      error(here, "E218", fmt::format("metric \"{}\" keeps real money, but the calendar has no [prices]", metric.name),
            {}, "add [prices] with the source of the index and its base period");
    }
    const SourceSpec* source = calendar_.find_source(metric.source.text);
    if (source == nullptr || !source->date.empty()) return;
    error(here, "E218",
          fmt::format("source \"{}\" names no date column, which real money of metric \"{}\" needs", source->name,
                      metric.name),
          {}, fmt::format("add date = \"COLUMN\" to [source.{}]", source->name));
  }

  void check_rates() {
    if (!calendar_.rates) return;
    const PlacedText& name = calendar_.rates->source;
    require(name, "source", source_names());
    const SourceSpec* source = calendar_.find_source(name.text);
    if (source == nullptr || !source->date.empty()) return;
    error(name, "E218", fmt::format("source \"{}\" names no date column, which rates need", source->name), {},
          fmt::format("add date = \"COLUMN\" to [source.{}]", source->name));
  }

  void check_inputs(const std::map<std::string, PlacedText>& inputs) {
    for (const auto& [table, source] : inputs) require(source, "source", source_names());
  }

  void check_measurement(const MeasurementSpec& measurement) {
    for (const PlacedText& audience : measurement.audiences)
      require(audience, "audience", names_of(calendar_.audiences));
    require(measurement.money, "metric", names_of(calendar_.metrics));
    check_inputs(measurement.inputs);
    check_holidays_named(measurement);
    check_sample(measurement);
    std::vector<std::string> periods;
    for (const QuietSpec& period : calendar_.quiet) periods.push_back(period.name);
    for (const auto& [name, rule] : measurement.schedule.quiet) {
      if (std::find(periods.begin(), periods.end(), name) != periods.end()) continue;
      error({name, rule.at}, "E213", fmt::format("there is no quiet period \"{}\"", name), {},
            nearest_hint(name, periods));
    }
  }

  /// What splits a draw must be a segment of every audience that is asked.
  void check_sample(const MeasurementSpec& measurement) {
    if (!measurement.sample) return;
    for (const PlacedText& name : measurement.audiences) {
      const AudienceSpec* audience = calendar_.find_audience(name.text);
      if (audience == nullptr) continue;
      std::vector<std::string> columns;
      for (const PlacedText& column : audience->segments) columns.push_back(column.text);
      for (const PlacedText& column : measurement.sample->by) {
        if (std::find(columns.begin(), columns.end(), column.text) != columns.end()) continue;
        error(column, "E213", fmt::format("\"{}\" is no segment of audience \"{}\"", column.text, audience->name), {},
              columns.empty() ? "add it to the audience's `segments`" : nearest_hint(column.text, columns));
      }
    }
  }

  /// Every channel that anything of the calendar names.
  std::vector<std::string> channel_names() const {
    std::set<std::string> names;
    for (const AudienceSpec& audience : calendar_.audiences) {
      for (const auto& [channel, column] : audience.consent) names.insert(channel);
    }
    for (const MeasurementSpec& measurement : calendar_.measurements) {
      if (!measurement.channel.empty()) names.insert(measurement.channel.text);
    }
    for (const ContentSpec& content : calendar_.contents) {
      for (const auto& [channel, most] : content.capacity) names.insert(channel);
    }
    return {names.begin(), names.end()};
  }

  void check_contact_rule(const ContactRuleSpec& rule) {
    if (&rule - calendar_.contact_rules.data() == static_cast<ptrdiff_t>(kMostContactRules)) {
      error({rule.name, rule.at}, "E212", fmt::format("there are {} contact rules", calendar_.contact_rules.size()),
            fmt::format("at most {}", kMostContactRules));
    }
    constexpr std::array<std::string_view, 6> kOtherReasons{"no_consent", "over_capacity", "duplicate",
                                                            "holdout",    "not_sampled",   "sample_rest"};
    if (std::find(kOtherReasons.begin(), kOtherReasons.end(), rule.name) != kOtherReasons.end()) {
      error({rule.name, rule.at}, "E212",
            fmt::format("\"{}\" is what people are left out by without a rule", rule.name), "another name");
    }
    for (const PlacedText& name : rule.audiences) require(name, "audience", names_of(calendar_.audiences));
    std::vector<std::string> items;
    for (const ItemNode& item : items_) {
      if (item.kind != "report") items.push_back(item.id);
    }
    for (const PlacedText& id : rule.items) require_item(id, items);
    for (const PlacedText& id : rule.around) require_item(id, items);
    const std::vector<std::string> channels = channel_names();
    for (const PlacedText& channel : rule.channels) {
      if (std::find(channels.begin(), channels.end(), channel.text) != channels.end()) continue;
      error(channel, "E213", fmt::format("nothing uses the channel \"{}\"", channel.text), {},
            nearest_hint(channel.text, channels));
    }
    for (const auto& [attribute, value] : rule.where) check_attribute(attribute, value);
    for (const auto& [item, at] : rule.weight_at) require_item({item, at}, items);
  }

  void require_item(const PlacedText& id, const std::vector<std::string>& items) {
    if (std::find(items.begin(), items.end(), id.text) != items.end()) return;
    error(id, "E213", fmt::format("there is no measurement or content \"{}\"", id.text), {},
          nearest_hint(id.text, items));
  }

  /// An attribute of contact rules is a segment column of some audience, or a channel with consent.
  void check_attribute(const std::string& attribute, const PlacedText& value) {
    std::set<std::string> names;
    bool consent = false;
    bool segment = false;
    for (const AudienceSpec& audience : calendar_.audiences) {
      for (const PlacedText& column : audience.segments) {
        names.insert(column.text);
        segment = segment || column.text == attribute;
      }
      for (const auto& [channel, column] : audience.consent) {
        names.insert(channel);
        consent = consent || channel == attribute;
      }
    }
    if (!segment && !consent) {
      const std::vector<std::string> known(names.begin(), names.end());
      error(value, "E213", fmt::format("\"{}\" is no segment column and no channel with consent", attribute), {},
            nearest_hint(attribute, known));
    } else if (!segment && value.text != "yes" && value.text != "no") {
      error(value, "E212", fmt::format("consent to {} is \"yes\" or \"no\", not \"{}\"", attribute, value.text));
    }
  }

  void check_holidays_named(const MeasurementSpec& measurement) {
    for (const PlacedText& name : measurement.audiences) {
      const AudienceSpec* audience = calendar_.find_audience(name.text);
      check_schedule_holidays(measurement.schedule,
                              (audience == nullptr ? calendar_.holiday_set : audience->holiday_set).get());
    }
  }

  void check_schedule_holidays(const ScheduleSpec& schedule, const HolidaySet* holidays) {
    check_holidays_in(schedule.opens, holidays);
    check_holidays_in(schedule.closes, holidays);
    for (const PlacedText& text : schedule.remind) check_holidays_in(text, holidays);
  }

  /// Reports the holidays that a phrase names and no file has.
  void check_holidays_in(const PlacedText& text, const HolidaySet* holidays) {
    Diagnostics ignored;
    const std::optional<Phrase> phrase = Phrase::parse(text, nullptr, ignored);
    if (!phrase) return;
    for (const std::string& name : phrase->uses().holidays) {
      if (holidays != nullptr && holidays->knows(name)) continue;
      TextProblem problem{"E107",
                          fmt::format("holiday '{}' is in no holiday file", name),
                          "Easter, Midsummer, or a date such as \"June 6\"",
                          {},
                          text.text.find('\''),
                          name.size() + 2};
      if (holidays != nullptr) {
        std::vector<std::string> files;
        for (const auto& calendar : holidays->calendars()) files.push_back(calendar->code);
        problem.message = fmt::format("there is no holiday '{}' in {}", name, join(files, ", "));
        problem.hint = nearest_hint(name, holidays->names());
        if (!problem.hint.empty()) problem.expected.clear();
      }
      report_in_text(text, text_of(text.at), std::move(problem), diagnostics_);
    }
  }

  void check_after() {
    for (const ItemNode& item : items_) {
      for (const PlacedText& wanted : item.after) check_one_after(item, wanted);
    }
  }

  void check_one_after(const ItemNode& item, const PlacedText& wanted) {
    const ItemNode* found = find_item(wanted.text);
    const bool may_follow_content = item.kind == "report";
    if (found == nullptr) {
      std::vector<std::string> names;
      for (const ItemNode& each : items_) {
        if (each.kind == "measurement" || (may_follow_content && each.kind == "content")) names.push_back(each.id);
      }
      error(wanted, "E208",
            fmt::format("{} \"{}\" follows \"{}\", which does not exist", item.kind, item.id, wanted.text), {},
            nearest_hint(wanted.text, names));
      return;
    }
    if (found->kind == "measurement" || (may_follow_content && found->kind == "content")) return;
    error(wanted, "E208",
          fmt::format("{} \"{}\" cannot follow \"{}\", which is a {}", item.kind, item.id, wanted.text, found->kind),
          may_follow_content ? "measurement and content ids" : "a measurement id");
  }

  /// Walks from every item; an item met again on the way down closes a circle, which is told once.
  void check_circles() {
    for (const ItemNode& item : items_) {
      std::vector<std::string> way;
      walk(item, way);
    }
  }

  void walk(const ItemNode& item, std::vector<std::string>& way) {
    const auto met = std::find(way.begin(), way.end(), item.id);
    if (met != way.end()) {
      report_circle({met, way.end()});
      return;
    }
    if (std::find(done_.begin(), done_.end(), item.id) != done_.end()) return;
    way.push_back(item.id);
    for (const PlacedText& next : item.after) {
      if (const ItemNode* found = find_item(next.text)) walk(*found, way);
    }
    way.pop_back();
    done_.push_back(item.id);
  }

  void report_circle(std::vector<std::string> circle) {
    const std::string first = circle.front();
    circle.push_back(first);
    error({first, find_item(first)->at}, "E208", fmt::format("these wait for each other: {}", join(circle, " -> ")), {},
          "take one of them out of the circle");
  }

  const AnnualCalendar& calendar_;
  Diagnostics& diagnostics_;
  std::vector<ItemNode> items_;
  std::vector<std::string> done_;
};

}  // namespace

void check_references(const AnnualCalendar& calendar, Diagnostics& diagnostics) {
  ReferenceCheck{calendar, diagnostics}.run();
}

}  // namespace vk
