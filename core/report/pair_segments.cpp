#include "core/report/pair_segments.hpp"

#include <algorithm>

#include "core/report/protect_table.hpp"

namespace vk {
namespace {

bool is_gain(PairLine line) {
  return line == PairLine::added_new || line == PairLine::reactivation || line == PairLine::expansion;
}

bool is_loss(PairLine line) {
  return line == PairLine::contraction || line == PairLine::churn;
}

int64_t total_of(const PairLines& lines, bool gains) {
  int64_t sum = 0;
  for (size_t i = 0; i < kPairLines; ++i) {
    const auto line = static_cast<PairLine>(i);
    if (gains ? is_gain(line) : is_loss(line)) sum += lines[i].total;
  }
  return sum;
}

}  // namespace

std::vector<std::vector<PairLine>> line_groups(const BridgeDetail& detail) {
  std::vector<std::vector<PairLine>> groups{{PairLine::entered}, {PairLine::exited}};
  if (!detail.movements) return groups;
  if (!detail.growth) {
    groups.push_back({PairLine::added_new, PairLine::reactivation, PairLine::expansion});
  } else {
    groups.push_back({PairLine::expansion});
    if (detail.arrivals) {
      groups.push_back({PairLine::added_new});
      groups.push_back({PairLine::reactivation});
    } else {
      groups.push_back({PairLine::added_new, PairLine::reactivation});
    }
  }
  if (detail.losses) {
    groups.push_back({PairLine::contraction});
    groups.push_back({PairLine::churn});
  } else {
    groups.push_back({PairLine::contraction, PairLine::churn});
  }
  return groups;
}

DisclosureCell united(const PairLines& lines, const std::vector<PairLine>& group) {
  DisclosureCell sum;
  for (const PairLine line : group) sum = united(sum, lines[static_cast<size_t>(line)]);
  return sum;
}

void PairDimension::add_value(const std::string& value) {
  lines_[value];
}

void PairDimension::add_line(const std::string& value, PairLine line, int64_t money) {
  add_contributor(lines_[value][static_cast<size_t>(line)], money);
}

void PairDimension::add_switch(const std::string& from, const std::string& to, int64_t money) {
  if (from != to) add_contributor(switches_[{from, to}], money);
}

void PairDimension::add_lines(const std::string& value, const PairLines& lines) {
  PairLines& sums = lines_[value];
  for (size_t line = 0; line < kPairLines; ++line) sums[line] = united(sums[line], lines[line]);
}

void PairDimension::add_switches(const std::string& from, const std::string& to, const DisclosureCell& cell) {
  if (from == to) return;
  DisclosureCell& sum = switches_[{from, to}];
  sum = united(sum, cell);
}

std::vector<std::string> PairDimension::row_names(const std::set<std::string>& joined) const {
  std::vector<std::string> names;
  for (const auto& [value, lines] : lines_) {
    if (!joined.contains(value)) names.push_back(value);
  }
  if (!joined.empty()) names.emplace_back(kOtherSegments);
  return names;
}

std::set<std::string> PairDimension::unsafe_in_a_column(const std::set<std::string>& joined, const BridgeDetail& detail,
                                                        const DisclosureRule& rule) const {
  const std::vector<std::string> rows = row_names(joined);
  const auto row_of = [&](const std::string& value) {
    const std::string name = joined.contains(value) ? kOtherSegments : value;
    return static_cast<size_t>(std::find(rows.begin(), rows.end(), name) - rows.begin());
  };
  const std::vector<std::vector<PairLine>> groups = line_groups(detail);
  std::vector<std::vector<DisclosureCell>> columns(groups.size() + 2, std::vector<DisclosureCell>(rows.size()));
  for (const auto& [value, lines] : lines_) {
    for (size_t group = 0; group < groups.size(); ++group) {
      DisclosureCell& cell = columns[group][row_of(value)];
      cell = united(cell, united(lines, groups[group]));
    }
  }
  for (const auto& [way, cell] : switches_) {
    const size_t from = row_of(way.first);
    const size_t to = row_of(way.second);
    if (from == to) continue;
    DisclosureCell& out = columns[groups.size()][from];
    DisclosureCell& in = columns[groups.size() + 1][to];
    out = united(out, cell);
    in = united(in, cell);
  }
  std::set<std::string> unsafe;
  for (const std::vector<DisclosureCell>& column : columns) {
    for (const size_t row : joined_cells(column, rule)) unsafe.insert(rows[row]);
  }
  return unsafe;
}

bool PairDimension::is_known_by_nets(const std::set<std::string>& joined, const BridgeDetail& detail,
                                     const DisclosureRule& rule) const {
  for (const std::vector<PairLine>& group : line_groups(detail)) {
    for (const std::string& value : joined) {
      const PairLines& own = lines_.at(value);
      const DisclosureCell cell = united(own, group);
      if (!is_unsafe(cell, rule)) continue;
      const bool gains = is_gain(group.front());
      // Money of this line may move from another value, whose other side moves along: its net stays.
      int64_t by_other_side = 0;
      int64_t elsewhere = 0;
      for (const std::string& other : joined) {
        if (other == value) continue;
        const int64_t same = united(lines_.at(other), group).total;
        by_other_side += std::min(same, total_of(lines_.at(other), !gains));
        elsewhere += same;
      }
      // Or within this value from another line of the same side.
      const int64_t by_same_side = std::min(elsewhere, total_of(own, gains) - cell.total);
      const int64_t needed = std::max<int64_t>(protection(cell, rule), cell.total > 0 ? 1 : 0);
      if (std::max(by_other_side, by_same_side) < needed) return true;
    }
  }
  return false;
}

std::optional<std::string> PairDimension::smallest_besides(const std::set<std::string>& joined) const {
  std::optional<std::string> smallest;
  int64_t least = 0;
  for (const auto& [value, lines] : lines_) {
    const int64_t moved = total_of(lines, true) + total_of(lines, false);
    if (joined.contains(value) || (smallest && moved >= least)) continue;
    smallest = value;
    least = moved;
  }
  return smallest;
}

std::set<std::string> PairDimension::safe_values(std::set<std::string> joined, const BridgeDetail& detail,
                                                 const DisclosureRule& rule) const {
  while (true) {
    // A segment that really has this name would be told with them.
    if (!joined.empty() && lines_.contains(kOtherSegments)) joined.insert(kOtherSegments);
    const size_t before = joined.size();
    const std::set<std::string> unsafe = unsafe_in_a_column(joined, detail, rule);
    for (const std::string& name : unsafe) {
      if (lines_.contains(name)) joined.insert(name);
    }
    if (joined.size() != before) continue;
    if (unsafe.empty() && !is_known_by_nets(joined, detail, rule)) return joined;
    const std::optional<std::string> next = smallest_besides(joined);
    if (!next) return joined;
    joined.insert(*next);
  }
}

void PairCombinations::add_line(size_t code, PairLine line, int64_t money) {
  add_contributor(lines_[code][static_cast<size_t>(line)], money);
}

void PairCombinations::add_switch(size_t from, size_t to, int64_t money) {
  if (from != to) add_contributor(switches_[{from, to}], money);
}

std::map<std::string, PairCombinations::Codes> PairCombinations::rows_of(size_t dimension,
                                                                         const std::set<std::string>& joined) const {
  std::map<std::string, Codes> rows;
  for (size_t code = 0; code < segments_.size(); ++code) {
    const std::string& value = segments_.tuples[code][dimension];
    rows[joined.contains(value) ? kOtherSegments : value].insert(code);
  }
  return rows;
}

bool PairCombinations::is_unsafe_difference(const Codes& codes, const BridgeDetail& detail,
                                            const DisclosureRule& rule) const {
  for (const std::vector<PairLine>& group : line_groups(detail)) {
    DisclosureCell cell;
    for (const size_t code : codes) cell = vk::united(cell, united(lines_[code], group));
    if (is_unsafe(cell, rule)) return true;
  }
  // Opening differs from the base of the earlier cycle by those who changed segment.
  DisclosureCell out;
  DisclosureCell in;
  for (const auto& [way, cell] : switches_) {
    const bool leaves = codes.contains(way.first);
    if (leaves == codes.contains(way.second)) continue;
    DisclosureCell& side = leaves ? out : in;
    side = vk::united(side, cell);
  }
  return is_unsafe(out, rule) || is_unsafe(in, rule);
}

std::optional<PairCombinations::Value> PairCombinations::smallest_value(size_t dimension,
                                                                        const std::set<std::string>& joined,
                                                                        const Codes& inside) const {
  std::map<std::string, std::pair<bool, int64_t>> moved;  // of each value: outside, and how much
  for (size_t code = 0; code < segments_.size(); ++code) {
    const std::string& value = segments_.tuples[code][dimension];
    if (joined.contains(value)) continue;
    auto& [outside, sum] = moved[value];
    outside = outside || !inside.contains(code);
    sum += total_of(lines_[code], true) + total_of(lines_[code], false);
  }
  const auto smallest =
      std::min_element(moved.begin(), moved.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (smallest == moved.end()) return std::nullopt;
  return Value{dimension, smallest->first};
}

std::optional<PairCombinations::Value> PairCombinations::value_to_join(std::span<const std::set<std::string>> joined,
                                                                       const BridgeDetail& detail,
                                                                       const DisclosureRule& rule) const {
  const auto beside_rows = [&](const Codes& codes, size_t inner) {
    Codes rest = codes;
    for (const auto& [inside, some] : rows_of(inner, joined[inner])) {
      if (!std::includes(codes.begin(), codes.end(), some.begin(), some.end())) continue;
      for (const size_t code : some) rest.erase(code);
    }
    return rest;
  };
  for (size_t outer = 0; outer < joined.size(); ++outer) {
    for (const auto& [name, codes] : rows_of(outer, joined[outer])) {
      for (size_t inner = 0; inner < joined.size(); ++inner) {
        if (inner == outer) continue;
        const Codes rest = beside_rows(codes, inner);
        if (rest.size() == codes.size() || !is_unsafe_difference(rest, detail, rule)) continue;
        if (const std::optional<Value> next = smallest_value(inner, joined[inner], codes)) return next;
      }
    }
  }
  return std::nullopt;
}

}  // namespace vk
