#include "core/report/year_wheel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/report/report_reasons.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_words.hpp"
#include "core/report/svg_pictures.hpp"

namespace vk {
namespace {

constexpr size_t kMostRings = 14;  // more rings than this leave no room for a pattern in an arc
constexpr size_t kStatuses = 8;

constexpr std::array<WheelStatus, kStatuses> kStatusOrder{
    WheelStatus::done,    WheelStatus::partial, WheelStatus::failed, WheelStatus::missed,
    WheelStatus::skipped, WheelStatus::open,    WheelStatus::next,   WheelStatus::planned};

const Wording& status_wording(WheelStatus status) {
  switch (status) {
    case WheelStatus::planned:
      return words::status_word_planned;
    case WheelStatus::next:
      return words::status_word_next;
    case WheelStatus::open:
      return words::status_word_open;
    case WheelStatus::done:
      return words::status_word_done;
    case WheelStatus::partial:
      return words::status_word_partial;
    case WheelStatus::failed:
      return words::status_word_failed;
    case WheelStatus::missed:
      return words::status_word_missed;
    case WheelStatus::skipped:
      return words::status_word_skipped;
  }
  return words::status_word_planned;
}

const Wording& kind_wording(ItemKind kind) {
  switch (kind) {
    case ItemKind::measurement:
      return words::kind_measurements;
    case ItemKind::content:
      return words::kind_contents;
    case ItemKind::report:
      return words::kind_reports;
  }
  return words::kind_measurements;
}

std::string ring_name(const WheelItem& item) {
  return item.name.audience.empty() ? item.name.item : fmt::format("{}/{}", item.name.item, item.name.audience);
}

std::string ring_title(const WheelItem& item) {
  return item.title.empty() ? ring_name(item) : item.title;
}

// Rings by kind, then item and audience in order of first opening: a wheel of one ring each.
std::vector<size_t> rings_by_name(const std::vector<const WheelItem*>& items, std::vector<std::string>& names) {
  std::map<std::pair<ItemKind, std::string>, size_t> seen;
  for (const ItemKind kind : {ItemKind::measurement, ItemKind::content, ItemKind::report}) {
    for (const WheelItem* item : items) {
      if (item->kind == kind && seen.try_emplace({kind, ring_name(*item)}, names.size()).second)
        names.push_back(ring_title(*item));
    }
  }
  std::vector<size_t> rings;
  for (const WheelItem* item : items) rings.push_back(seen.at({item->kind, ring_name(*item)}));
  return rings;
}

// Too many items for a ring each: arcs of one kind that do not meet share a ring.
std::vector<size_t> rings_by_kind(const ReportLanguage& say, const std::vector<const WheelItem*>& items,
                                  std::vector<std::string>& names) {
  std::vector<size_t> rings(items.size(), 0);
  for (const ItemKind kind : {ItemKind::measurement, ItemKind::content, ItemKind::report}) {
    std::vector<Day> ends;
    const size_t first = names.size();
    for (size_t i = 0; i < items.size(); ++i) {
      if (items[i]->kind != kind) continue;
      auto lane = std::find_if(ends.begin(), ends.end(), [&](Day end) { return end < items[i]->opens_on; });
      if (lane == ends.end()) lane = ends.insert(ends.end(), Day::min());
      *lane = items[i]->last_day;
      rings[i] = first + static_cast<size_t>(lane - ends.begin());
    }
    for (size_t lane = 0; lane < ends.size(); ++lane) {
      names.push_back(ends.size() == 1 ? say(kind_wording(kind))
                                       : fmt::format("{} {}", say(kind_wording(kind)), lane + 1));
    }
  }
  return rings;
}

std::vector<const WheelItem*> items_of_year(const ReportInputs& inputs) {
  std::vector<const WheelItem*> items;
  for (const WheelItem& item : inputs.wheel) {
    if (item.opens_on < inputs.year.end && item.last_day >= inputs.year.first) items.push_back(&item);
  }
  return items;
}

std::string dates_of(const ReportLanguage& say, const WheelItem& item) {
  return say.days({item.opens_on, std::max(item.opens_on, item.last_day) + std::chrono::days{1}});
}

std::string arc_title(const ReportLanguage& say, const WheelItem& item) {
  std::string title = fmt::format("{} ({}), {}, {}", item.title.empty() ? ring_name(item) : item.title,
                                  to_string(item.name), dates_of(say, item), say(status_wording(item.status)));
  if (!item.reason.empty()) title += ": " + reason_in(say, item.reason);
  return title;
}

void add_months(YearWheelPicture& wheel, const ReportLanguage& say) {
  using std::chrono::year_month_day;
  const year_month_day first{wheel.year.first};
  auto month = first.year() / first.month();
  for (Day start = Day{month / 1}; start < wheel.year.end; month += std::chrono::months{1}, start = Day{month / 1}) {
    wheel.months.push_back(
        {std::string(say.short_month(static_cast<unsigned>(month.month()))), std::max(start, wheel.year.first)});
  }
}

void add_legend(YearWheelPicture& wheel, const ReportLanguage& say) {
  for (const WheelStatus status : kStatusOrder) {
    const auto uses = std::count_if(wheel.arcs.begin(), wheel.arcs.end(),
                                    [&](const YearWheelPicture::Arc& arc) { return arc.status == status; });
    if (uses > 0) wheel.legend.push_back({status, say(status_wording(status)), say.count(uses)});
  }
}

std::string wheel_in_words(const YearWheelPicture& wheel, const ReportLanguage& say) {
  std::vector<std::string> parts;
  for (const YearWheelPicture::Legend& legend : wheel.legend)
    parts.push_back(fmt::format("{} {}", legend.count, legend.label));
  return say(words::wheel_description,
             {{"year", wheel.year_label}, {"counts", fmt::format("{}", fmt::join(parts, ", "))}});
}

// A column in which nothing is said says nothing.
void drop_empty_columns(ReportTable& table) {
  for (size_t column = table.columns.size(); column-- > 0;) {
    const auto says_something = [&](const std::vector<TableCell>& row) { return !row[column].text.empty(); };
    if (std::any_of(table.rows.begin(), table.rows.end(), says_something)) continue;
    const auto at = static_cast<std::ptrdiff_t>(column);
    table.columns.erase(table.columns.begin() + at);
    for (std::vector<TableCell>& row : table.rows) row.erase(row.begin() + at);
  }
}

ReportTable year_table(const ReportBuilder& builder) {
  const ReportInputs& inputs = builder.inputs();
  const ReportLanguage& say = builder.say();
  ReportTable table{"year",
                    say(words::year_table_caption, {{"year", inputs.year_label}}),
                    {say.days(inputs.year), say(words::year_base),
                     say(words::n_occurrences, {{"n", say.count(static_cast<int64_t>(inputs.wheel.size()))}}),
                     say(words::year_definition, {{"as_of", say.instant(inputs.as_of)}})},
                    {},
                    {},
                    false};
  table.columns = {{say(words::title), false},     {say(words::opens), false},  {say(words::last_day), false},
                   {say(words::owner), false},     {say(words::status), false}, {say(words::reason), false},
                   {say(words::occurrence), false}};
  for (const WheelItem& item : inputs.wheel) {
    table.rows.push_back(
        {ReportBuilder::head_cell(item.title.empty() ? ring_name(item) : item.title),
         ReportBuilder::text_cell(say.day(item.opens_on)), ReportBuilder::text_cell(say.day(item.last_day)),
         ReportBuilder::text_cell(item.owner), ReportBuilder::text_cell(say(status_wording(item.status))),
         ReportBuilder::text_cell(reason_in(say, item.reason)), ReportBuilder::text_cell(to_string(item.name))});
  }
  drop_empty_columns(table);
  return table;
}

}  // namespace

YearWheelPicture year_wheel(const ReportInputs& inputs) {
  const ReportLanguage say = ReportLanguage::find(inputs.language);
  YearWheelPicture wheel;
  wheel.year_label = inputs.year_label;
  wheel.year = inputs.year;
  const Day today = std::chrono::floor<std::chrono::days>(inputs.as_of);
  if (inputs.year.contains(today)) wheel.today = today;
  wheel.today_label = say(words::today, {{"day", say.day(today)}});
  add_months(wheel, say);
  const std::vector<const WheelItem*> items = items_of_year(inputs);
  std::vector<size_t> rings = rings_by_name(items, wheel.rings);
  if (wheel.rings.size() > kMostRings) {
    wheel.rings.clear();
    rings = rings_by_kind(say, items, wheel.rings);
  }
  for (size_t i = 0; i < items.size(); ++i) {
    const Day first = std::max(items[i]->opens_on, inputs.year.first);
    const Day end = std::min(std::max(first, items[i]->last_day) + std::chrono::days{1}, inputs.year.end);
    wheel.arcs.push_back({rings[i], first, end, items[i]->status, arc_title(say, *items[i])});
  }
  add_legend(wheel, say);
  wheel.text = {"year-wheel", say(words::wheel_title, {{"year", inputs.year_label}}), wheel_in_words(wheel, say),
                say(words::wheel_caption, {{"days", say.days(inputs.year)},
                                           {"n", say.count(static_cast<int64_t>(items.size()))},
                                           {"as_of", say.instant(inputs.as_of)}})};
  return wheel;
}

std::string year_wheel_svg(const std::vector<WheelItem>& items, const DayInterval& year, Instant now,
                           std::string_view language) {
  ReportInputs inputs;
  inputs.language = language;
  inputs.as_of = now;
  inputs.year = year;
  inputs.year_label =
      fmt::format("{}", static_cast<int>(std::chrono::year_month_day{year.end - std::chrono::days{1}}.year()));
  inputs.wheel = items;
  return year_wheel_svg(year_wheel(inputs), SvgUse::own_file).markup;
}

void add_year(ReportBuilder& builder) {
  const ReportInputs& inputs = builder.inputs();
  builder.report().year_label = inputs.year_label;
  builder.report().year = inputs.year;
  builder.report().occurrences = inputs.wheel;
  if (inputs.wheel.empty() || inputs.year.days() <= 0) return;
  builder.begin("year", words::year_title);
  builder.add(Picture{year_wheel(inputs)});
  builder.add(year_table(builder));
}

}  // namespace vk
