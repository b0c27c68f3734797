#include "core/report/year_wheel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/report/report_reasons.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_words.hpp"
#include "core/report/svg_pictures.hpp"

namespace vk {
namespace {

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

// Whose ring an item lies in: an audience's, or that of all contents or reports of a calendar.
std::string ring_title(const ReportLanguage& say, const WheelItem& item) {
  const std::string name = item.kind == ItemKind::measurement ? item.name.audience : say(kind_wording(item.kind));
  return item.calendar.empty() ? name : fmt::format("{}: {}", item.calendar, name);
}

using RingKey = std::tuple<ItemKind, std::string, std::string>;
RingKey ring_key(const WheelItem& item) {
  return {item.kind, item.calendar, item.kind == ItemKind::measurement ? item.name.audience : std::string{}};
}

/// The arcs of one ring, dealt to lanes so that none hides another and an item keeps its lane where it can.
class RingLanes {
 public:
  size_t place(const WheelItem& item, size_t number) {
    const auto is_free = [&](size_t lane) { return ends_[lane] < item.opens_on; };
    const auto own = lane_of_.find(number);
    size_t lane = own != lane_of_.end() && is_free(own->second) ? own->second : 0;
    while (lane < ends_.size() && !is_free(lane)) ++lane;
    if (lane == ends_.size()) ends_.push_back(Day::min());
    ends_[lane] = std::max(item.opens_on, item.last_day);
    lane_of_[number] = lane;
    return lane;
  }
  size_t lanes() const { return ends_.size(); }

 private:
  std::vector<Day> ends_;
  std::map<size_t, size_t> lane_of_;  ///< item number -> the lane it lay in last
};

std::string item_title(const WheelItem& item) {
  return item.title.empty() ? item.name.item : item.title;
}

/// Numbers the items by kind, then first opening.
std::map<RingKey, size_t> number_items(const std::vector<const WheelItem*>& items, YearWheelPicture& wheel) {
  std::map<RingKey, size_t> numbers;
  for (const ItemKind kind : {ItemKind::measurement, ItemKind::content, ItemKind::report}) {
    for (const WheelItem* item : items) {
      if (item->kind != kind) continue;
      if (numbers.try_emplace({kind, item->calendar, item->name.item}, wheel.items.size()).second)
        wheel.items.push_back({item_title(*item), item->owner});
    }
  }
  return numbers;
}

/// The rings from outside: audiences, contents, reports, each in the order of first opening. Arcs stand in the order of
/// `items`.
void add_rings(const ReportLanguage& say, const std::vector<const WheelItem*>& items, YearWheelPicture& wheel) {
  const std::map<RingKey, size_t> numbers = number_items(items, wheel);
  std::map<RingKey, size_t> ring_of;
  for (const ItemKind kind : {ItemKind::measurement, ItemKind::content, ItemKind::report}) {
    for (const WheelItem* item : items) {
      if (item->kind == kind && ring_of.try_emplace(ring_key(*item), wheel.rings.size()).second)
        wheel.rings.push_back({ring_title(say, *item), 0, 0});
    }
  }
  std::vector<RingLanes> lanes(wheel.rings.size());
  for (const WheelItem* item : items) {
    const size_t number = numbers.at({item->kind, item->calendar, item->name.item});
    wheel.arcs.push_back(
        {lanes[ring_of.at(ring_key(*item))].place(*item, number), number, {}, {}, item->status, {}, false});
  }
  size_t first = 0;
  for (size_t ring = 0; ring < wheel.rings.size(); ++ring) {
    wheel.rings[ring].first_lane = first;
    wheel.rings[ring].lanes = lanes[ring].lanes();
    first += lanes[ring].lanes();
  }
  for (size_t i = 0; i < items.size(); ++i)
    wheel.arcs[i].lane += wheel.rings[ring_of.at(ring_key(*items[i]))].first_lane;
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
  std::string title = fmt::format("{} ({}), ", item_title(item), to_string(item.name));
  if (!item.owner.empty()) title += item.owner + ", ";
  title += fmt::format("{}, {}", dates_of(say, item), say(status_wording(item.status)));
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
  if (!wheel.clash_label.empty()) parts.push_back(wheel.clash_label);
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
    table.rows.push_back({ReportBuilder::head_cell(item_title(item)), ReportBuilder::text_cell(say.day(item.opens_on)),
                          ReportBuilder::text_cell(say.day(item.last_day)), ReportBuilder::text_cell(item.owner),
                          ReportBuilder::text_cell(say(status_wording(item.status))),
                          ReportBuilder::text_cell(reason_in(say, item.reason)),
                          ReportBuilder::text_cell(to_string(item.name))});
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
  add_rings(say, items, wheel);
  for (size_t i = 0; i < items.size(); ++i) {
    YearWheelPicture::Arc& arc = wheel.arcs[i];
    arc.first = std::max(items[i]->opens_on, inputs.year.first);
    arc.end = std::min(std::max(arc.first, items[i]->last_day) + std::chrono::days{1}, inputs.year.end);
    arc.title = arc_title(say, *items[i]);
    arc.clashes = items[i]->clashes;
  }
  add_legend(wheel, say);
  const auto clashing =
      std::count_if(wheel.arcs.begin(), wheel.arcs.end(), [](const YearWheelPicture::Arc& arc) { return arc.clashes; });
  if (clashing > 0) wheel.clash_label = say(words::n_clashes, {{"n", say.count(clashing)}});
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
