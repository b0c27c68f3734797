#include "core/measure/plugin_answer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/base/error.hpp"

namespace vk {

namespace {

constexpr uint8_t kNotAnswered = 255;
constexpr std::string_view kFlagPrefix = "flag_";
constexpr std::string_view kScorePrefix = "score_";

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::plugin_failed, message);
}

void need_type(const Column& column, ColumnType type) {
  if (column.type == type) return;
  refuse(fmt::format("column \"{}\" holds {}, not {}", column.name, to_string(column.type), to_string(type)));
}

const Column& required(const Table& rows, std::string_view name, ColumnType type) {
  const Column* column = rows.find(name);
  if (column == nullptr) refuse(fmt::format("the plugin gave no column \"{}\"", name));
  need_type(*column, type);
  return *column;
}

/// Refuses the first run of rows whose value is not allowed.
template <class Allowed>
void check_codes(const Column& column, const std::string& expected, Allowed allowed) {
  for (size_t row = 0; row < column.uint8s.size(); ++row) {
    uint8_t value = column.uint8s[row];
    if (column.is_missing(row) || allowed(value)) continue;
    size_t last = row;
    while (last + 1 < column.uint8s.size() && column.uint8s[last + 1] == value) ++last;
    std::string where = last == row ? fmt::format("row {}", row + 1) : fmt::format("rows {} to {}", row + 1, last + 1);
    refuse(fmt::format("column \"{}\" holds {} in {}; expected {}", column.name, value, where, expected));
  }
}

void check_each_once(const std::vector<uint32_t>& rows, size_t members) {
  std::vector<uint8_t> seen(members, 0);
  for (size_t row = 0; row < rows.size(); ++row) {
    if (seen[rows[row]]++ != 0) refuse(fmt::format("member {} is there twice, again in row {}", rows[row], row + 1));
  }
}

/// The member of each row; every member at most once.
std::vector<uint32_t> members_of(const Column& subject, size_t members) {
  std::vector<uint32_t> result;
  result.reserve(subject.int64s.size());
  bool ascending = true;
  for (size_t row = 0; row < subject.int64s.size(); ++row) {
    int64_t member = subject.int64s[row];
    if (subject.is_missing(row) || member < 0 || static_cast<uint64_t>(member) >= members) {
      refuse(fmt::format("column \"subject\" holds {} in row {}; expected a member from 0 to {}", member, row + 1,
                         static_cast<int64_t>(members) - 1));
    }
    ascending = ascending && (row == 0 || result.back() < static_cast<uint64_t>(member));
    result.push_back(static_cast<uint32_t>(member));
  }
  if (!ascending) check_each_once(result, members);
  return result;
}

uint8_t value_or(const Column& column, size_t row, uint8_t fallback) {
  return column.is_missing(row) ? fallback : column.uint8s[row];
}

void take_states(const Table& rows, const std::vector<uint32_t>& members, size_t first, Snapshot& snapshot) {
  const Column& state = required(rows, "state", ColumnType::uint8);
  size_t states = snapshot.header.states.size();
  check_codes(state, fmt::format("a state from 0 to {}, or 255 for none", static_cast<int64_t>(states) - 1),
              [&](uint8_t code) { return code < states || code == kUnmeasured; });
  const Column* disposition = rows.find("disposition");
  if (disposition != nullptr) {
    need_type(*disposition, ColumnType::uint8);
    check_codes(*disposition, "a disposition from 0 (complete) to 6 (not_eligible)",
                [](uint8_t code) { return code <= static_cast<uint8_t>(Disposition::not_eligible); });
  }
  for (size_t row = 0; row < members.size(); ++row) {
    uint8_t code = value_or(state, row, kUnmeasured);
    auto by_state = static_cast<uint8_t>(code == kUnmeasured ? Disposition::unknown : Disposition::complete);
    const size_t member = first + members[row];
    snapshot.state[member] = code;
    snapshot.disposition[member] = disposition == nullptr ? by_state : value_or(*disposition, row, by_state);
  }
}

/// The column called `name` in a snapshot's flags or scores, made with `none` for every member when it is new.
template <class Further, class Value>
Further& further_column(std::vector<Further>& columns, std::string name, size_t members, Value none) {
  for (Further& column : columns) {
    if (column.name == name) return column;
  }
  columns.push_back({std::move(name), {}});
  columns.back().values.assign(members, none);
  return columns.back();
}

void take_flag(const Column& column, const std::vector<uint32_t>& members, size_t first, Snapshot& snapshot) {
  need_type(column, ColumnType::uint8);
  check_codes(column, "0, 1 or 255 for not answered",
              [](uint8_t value) { return value <= 1 || value == kNotAnswered; });
  FlagColumn& flag =
      further_column(snapshot.flags, column.name.substr(kFlagPrefix.size()), snapshot.state.size(), kNotAnswered);
  for (size_t row = 0; row < members.size(); ++row) {
    flag.values[first + members[row]] = value_or(column, row, kNotAnswered);
  }
}

void take_score(const Column& column, const std::vector<uint32_t>& members, size_t first, Snapshot& snapshot) {
  need_type(column, ColumnType::float64);
  ScoreColumn& score = further_column(snapshot.scores, column.name.substr(kScorePrefix.size()), snapshot.state.size(),
                                      std::numeric_limits<double>::quiet_NaN());
  for (size_t row = 0; row < members.size(); ++row) {
    double value = column.float64s[row];
    if (column.is_missing(row)) continue;
    if (std::isinf(value))
      refuse(fmt::format("column \"{}\" holds an infinite number in row {}", column.name, row + 1));
    score.values.set(first + members[row], value);
  }
}

void check_names(const Table& rows) {
  for (size_t at = 0; at < rows.columns.size(); ++at) {
    const std::string& name = rows.columns[at].name;
    bool fixed = name == "subject" || name == "state" || name == "disposition";
    bool open = (name.starts_with(kFlagPrefix) && name.size() > kFlagPrefix.size()) ||
                (name.starts_with(kScorePrefix) && name.size() > kScorePrefix.size());
    if (!fixed && !open) {
      refuse(fmt::format("column \"{}\" is none of subject, state, disposition, flag_* and score_*", name));
    }
    if (rows.find(name) != &rows.columns[at]) refuse(fmt::format("column \"{}\" is there twice", name));
  }
}

}  // namespace

void take_plugin_rows(const Table& rows, const MemberSlice& slice, Snapshot& snapshot) {
  check_names(rows);
  for (const Column& column : rows.columns) {
    if (column.rows() != rows.rows) {
      refuse(fmt::format("column \"{}\" has {} rows, the table {}", column.name, column.rows(), rows.rows));
    }
  }
  std::vector<uint32_t> members = members_of(required(rows, "subject", ColumnType::int64), slice.size());
  take_states(rows, members, slice.first, snapshot);
  for (const Column& column : rows.columns) {
    if (column.name.starts_with(kFlagPrefix)) take_flag(column, members, slice.first, snapshot);
    if (column.name.starts_with(kScorePrefix)) take_score(column, members, slice.first, snapshot);
  }
}

}  // namespace vk
