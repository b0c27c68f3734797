#include "core/engine/draw_people.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/audience/permanent_number.hpp"
#include "core/audience/sample.hpp"
#include "core/estimate/distributions.hpp"
#include "core/estimate/represent.hpp"
#include "core/measure/measure.hpp"
#include "core/table/csv_writer.hpp"

namespace vk {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr uint64_t kHundredths = 10'000;
constexpr uint64_t kManyUnavailable = 20;  // percent of all money

std::vector<bool> always_asked(std::span<const int64_t> money) {
  const MoneyClasses classes(money);
  std::vector<bool> marks;
  marks.reserve(money.size());
  for (const int64_t amount : money) marks.push_back(amount > 0 && classes.of(amount) == kOwnMoneyClass);
  return marks;
}

SampleWish size_wish(const SampleSpec& spec, const Currency& currency) {
  SampleWish wish;
  wish.size = spec.size;
  wish.response = spec.response;
  wish.interval.half_width = static_cast<double>(spec.half_width) * static_cast<double>(currency.minor_per_major());
  wish.interval.z = z_quantile(1 - (1 - kIntervalLevel) / 2);
  wish.interval.least = spec.least;
  return wish;
}

/// How far the next draw moves on so that the share `keep` of this one is asked again where a typical share is drawn.
uint64_t shift_of(const SampleDesign& design, int64_t keep) {
  Wide asked = 0;
  Wide members = 0;
  for (const SampleStratum& stratum : design.strata) {
    if (stratum.take_all) continue;
    asked += static_cast<uint64_t>(stratum.wanted);
    members += stratum.members;
  }
  if (members == 0) return 0;
  const Wide share = asked * (kHundredths - static_cast<uint64_t>(keep));
  return static_cast<uint64_t>((share << 64U) / (members * kHundredths));
}

/// The measurement's place among those that draw from the same audience, in the order of the calendar.
CircleStart zone_of(const DrawOccasion& occasion) {
  CircleStart zone;
  zone.places = 0;
  for (const MeasurementSpec& other : occasion.calendar.measurements) {
    const bool same_audience = std::any_of(other.audiences.begin(), other.audiences.end(), [&](const PlacedText& name) {
      return name.text == occasion.occurrence.name.audience;
    });
    if (!other.sample || !same_audience) continue;
    if (other.id == occasion.measurement.id) zone.place = zone.places;
    ++zone.places;
  }
  zone.places = std::max<uint32_t>(1, zone.places);
  return zone;
}

DayNumber first_day(const ContactList& list) {
  DayNumber day = list.until;
  for (size_t i = 0; i < list.size(); ++i) day = list.rule[i] == 0 ? std::min(day, list.day[i]) : day;
  return day;
}

/// The members whom a measurement asked within `days` days of the draw.
std::vector<bool> rested(Store& store, const ContactList& own, const Frame& frame, int64_t days) {
  AskHistory history;
  const DayNumber first = first_day(own);
  for (const ContactList& header : store.contact_lists()) {
    const bool is_near = header.until + days > first && header.kind == ItemKind::measurement;
    if (!is_near || header.name == own.name) continue;
    const std::optional<ContactList> list = store.contacts(header.name);
    if (!list) continue;
    size_t member = 0;
    for (size_t i = 0; i < list->size(); ++i) {
      if (list->rule[i] != 0) continue;
      while (member < frame.size() && frame.subjects[member] < list->subjects[i]) ++member;
      if (member == frame.size()) break;
      if (frame.subjects[member] != list->subjects[i]) continue;
      history.add(static_cast<uint32_t>(member), Day{std::chrono::days{list->day[i]}});
    }
  }
  return history.available(frame.size(), Day{std::chrono::days{first}}, {1, days});
}

std::vector<std::string> texts_of(const std::vector<PlacedText>& placed) {
  std::vector<std::string> texts;
  for (const PlacedText& text : placed) texts.push_back(text.text);
  return texts;
}

/// The calendar's salt; else that of the first draw from the audience, whatever the calendar is called by now; else the
/// calendar's name.
std::string salt_of(const DrawOccasion& occasion) {
  if (!occasion.measurement.sample->salt.empty()) return occasion.measurement.sample->salt;
  for (const StoredSnapshot& stored : occasion.store.snapshots()) {
    const SnapshotHeader& header = stored.header;
    if (header.sample && header.name.audience == occasion.occurrence.name.audience) return header.sample->salt;
  }
  return occasion.calendar.name;
}

}  // namespace

DrawnPeople draw_people(const DrawWish& wish, const SubjectIndex& subjects, const PeopleToDraw& from) {
  const PeopleToAsk& people = *from.people;
  const auto key = [&](size_t member) { return subjects.key(people.subjects[member]); };
  const std::vector<bool> take_all = always_asked(from.money);
  SampleStrata strata =
      sort_into_strata({people.segments, people.segment, from.money, &take_all, key}, texts_of(wish.spec->by));
  DrawnPeople result;
  result.design.half_width = share_out(size_wish(*wish.spec, wish.currency), strata);
  result.design.response = wish.spec->response;
  result.design.salt = wish.salt;
  result.design.start = wish.start;

  PermanentNumbers numbers(wish.salt);
  std::vector<uint64_t> keys;
  std::vector<int64_t> wanted;
  keys.reserve(people.subjects.size());
  for (size_t member = 0; member < people.subjects.size(); ++member) keys.push_back(numbers.of(key(member)).key);
  for (const SampleStratum& stratum : strata.strata) wanted.push_back(stratum.wanted);
  const SampleDraw draw = draw_sample({keys, strata.stratum, key}, wanted, wish.start, from.available);

  for (size_t h = 0; h < strata.strata.size(); ++h)
    strata.strata[h].drawn = strata.strata[h].wanted - draw.shortfall[h];
  result.drawn.assign(people.subjects.size(), false);
  for (const uint32_t member : draw.members) result.drawn[member] = true;
  for (size_t member = 0; member < from.available.size(); ++member) {
    if (from.available[member]) continue;
    ++result.design.unavailable;
    result.design.unavailable_money += std::max<int64_t>(0, from.money[member]);
  }
  result.design.strata = std::move(strata.strata);
  result.design.shift = shift_of(result.design, wish.spec->keep);
  result.money_class = std::move(strata.money_class);
  return result;
}

DrawWish draw_wish(const DrawOccasion& occasion) {
  DrawWish wish{&*occasion.measurement.sample, salt_of(occasion), {}, circle_start(zone_of(occasion))};
  wish.currency =
      identify_metric(occasion.calendar, *occasion.calendar.find_metric(occasion.measurement.money.text)).currency;
  for (const StoredSnapshot& stored : occasion.store.snapshots(occasion.measurement.id)) {
    const SnapshotHeader& header = stored.header;
    const bool before = header.name.audience == occasion.occurrence.name.audience &&
                        header.interval.first < occasion.occurrence.interval.first;
    if (before && header.sample) wish.start = header.sample->start + header.sample->shift;
  }
  return wish;
}

void draw_asked(const DrawOccasion& occasion, std::span<const int64_t> money, Frame& frame, ContactList& list) {
  const SampleSpec& spec = *occasion.measurement.sample;
  if (spec.rest_days > 0) {
    const std::vector<bool> rest = rested(occasion.store, list, frame, spec.rest_days);
    for (size_t member = 0; member < rest.size(); ++member) {
      if (!rest[member] && list.rule[member] == 0) leave_out(list, member, kSampleRest);
    }
  }
  const PeopleToAsk people = PeopleToAsk::of(frame);
  PeopleToDraw from{&people, money, {}};
  for (const uint8_t rule : list.rule) from.available.push_back(rule == 0);
  DrawnPeople drawn = draw_people(draw_wish(occasion), occasion.store.subjects(), from);
  for (size_t member = 0; member < list.size(); ++member) {
    if (list.rule[member] == 0 && !drawn.drawn[member]) leave_out(list, member, kNotSampled);
  }
  frame.sample = std::move(drawn.design);
  frame.money_class = std::move(drawn.money_class);
}

std::string sample_line(const SampleDesign& design, const Currency& currency) {
  uint64_t members = 0;
  int64_t money = 0;
  for (const SampleStratum& stratum : design.strata) {
    members += stratum.members;
    money += stratum.money;
  }
  std::string text = fmt::format(
      "{} of {} people drawn in {} strata; at {}.{:02} % response the money of a state is "
      "known within {} on either side",
      design.drawn(), members, design.strata.size(), design.response / 100, design.response % 100,
      to_display({design.half_width, currency}));
  if (design.drawn() < design.wanted()) {
    text += fmt::format("; {} could not be found", design.wanted() - design.drawn());
    for (const SampleStratum& stratum : design.strata) {
      if (stratum.drawn < stratum.wanted)
        text += fmt::format(", {} in {}", stratum.wanted - stratum.drawn, stratum.name);
    }
  }
  if (design.unavailable == 0) return text;
  text += fmt::format("; {} people with {} could not be drawn", design.unavailable,
                      to_display({design.unavailable_money, currency}));
  if (Wide{static_cast<uint64_t>(design.unavailable_money)} * 100 >
      Wide{static_cast<uint64_t>(money)} * kManyUnavailable)
    text += fmt::format(", more than {} % of the money", kManyUnavailable);
  return text;
}

std::string asked_csv(const ContactList& list, const PeopleToAsk& people, const SubjectIndex& subjects) {
  std::vector<size_t> asked;
  for (size_t member = 0; member < list.size(); ++member) {
    if (list.rule[member] == 0) asked.push_back(member);
  }
  std::sort(asked.begin(), asked.end(),
            [&](size_t a, size_t b) { return subjects.key(list.subjects[a]) < subjects.key(list.subjects[b]); });
  CsvWriter csv(CsvDialect::iso);
  std::vector<CsvCell> row{"key", "channel", "day"};
  for (const std::string& dimension : people.segments->dimensions) row.emplace_back(dimension);
  csv.row(row);
  for (const size_t member : asked) {
    const std::string day = to_string(Day{std::chrono::days{list.day[member]}});
    row = {subjects.key(list.subjects[member]), list.channels[list.channel[member]], day};
    for (const std::string& value : people.segments->tuples[people.segment[member]]) row.emplace_back(value);
    csv.row(row);
  }
  return csv.text();
}

}  // namespace vk
