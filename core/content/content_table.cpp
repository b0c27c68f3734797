#include "core/content/content_table.hpp"

#include <algorithm>

namespace vk {
namespace {

constexpr uint8_t kNotAnswered = 255;
constexpr std::string_view kFlagPrefix = "flag_";
constexpr std::string_view kConsentPrefix = "consent_";

Column int64_column(std::string name, std::vector<int64_t> values) {
  Column column;
  column.name = std::move(name);
  column.type = ColumnType::int64;
  column.int64s = std::move(values);
  return column;
}

Column uint8_column(std::string name, std::vector<uint8_t> values) {
  Column column;
  column.name = std::move(name);
  column.type = ColumnType::uint8;
  column.uint8s = std::move(values);
  return column;
}

Column score_column(const ScoreColumn& score) {
  Column column;
  column.name = "score_" + score.name;
  column.type = ColumnType::float64;
  column.float64s = score.values.values();
  return column;
}

/// State codes of the previous scheme in those of this one, by name; a state that is gone counts as unmeasured.
std::vector<uint8_t> state_map(const std::vector<StateSpec>& states, const std::vector<StateSpec>& previous) {
  std::vector<uint8_t> map(256, kUnmeasured);
  for (size_t old = 0; old < previous.size(); ++old) {
    for (size_t state = 0; state < states.size(); ++state) {
      if (states[state].name == previous[old].name) map[old] = static_cast<uint8_t>(state);
    }
  }
  return map;
}

/// Both snapshots are sorted by subject, so one walk in step finds everybody.
std::vector<uint8_t> previous_states(const Snapshot& snapshot, MemberSource* previous) {
  std::vector<uint8_t> states(snapshot.size(), kAbsent);
  if (previous == nullptr) return states;
  const std::vector<uint8_t> map = state_map(snapshot.header.states, previous->header().states);
  size_t member = 0;
  for_each_slice(*previous, [&](const Snapshot& slice) {
    for (size_t old = 0; old < slice.size(); ++old) {
      while (member < snapshot.size() && snapshot.subjects[member] < slice.subjects[old]) ++member;
      if (member == snapshot.size()) return;
      if (snapshot.subjects[member] == slice.subjects[old]) states[member] = map[slice.state[old]];
    }
  });
  return states;
}

void add_consents(const Snapshot& snapshot, Table& table) {
  for (size_t channel = 0; channel < snapshot.consent_channels.size(); ++channel) {
    std::vector<uint8_t> may(snapshot.size(), 0);
    for (size_t member = 0; member < snapshot.consent_mask.size(); ++member) {
      may[member] = static_cast<uint8_t>((snapshot.consent_mask[member] >> channel) & 1U);
    }
    table.columns.push_back(
        uint8_column(std::string(kConsentPrefix) + snapshot.consent_channels[channel], std::move(may)));
  }
}

void add_wanted(std::span<const std::string> wanted, Table& table) {
  for (const std::string& name : wanted) {
    if (table.find(name) != nullptr) continue;
    if (name.starts_with(kFlagPrefix))
      table.columns.push_back(uint8_column(name, std::vector<uint8_t>(table.rows, kNotAnswered)));
    if (name.starts_with(kConsentPrefix))
      table.columns.push_back(uint8_column(name, std::vector<uint8_t>(table.rows, 1)));
  }
}

}  // namespace

Table content_table(const Snapshot& snapshot, MemberSource* previous, std::span<const std::string> wanted) {
  Table table;
  table.rows = snapshot.size();
  std::vector<int64_t> positions(snapshot.size());
  for (size_t member = 0; member < positions.size(); ++member) positions[member] = static_cast<int64_t>(member);
  table.columns.push_back(int64_column("subject", std::move(positions)));
  table.columns.push_back(int64_column("segment", {snapshot.segment.begin(), snapshot.segment.end()}));
  table.columns.push_back(uint8_column("state", snapshot.state));
  table.columns.push_back(uint8_column("previous_state", previous_states(snapshot, previous)));
  table.columns.push_back(int64_column("money", snapshot.money));
  table.columns.push_back(int64_column("expected_loss", std::vector<int64_t>(snapshot.size(), 0)));
  for (const FlagColumn& flag : snapshot.flags) {
    table.columns.push_back(uint8_column(std::string(kFlagPrefix) + flag.name, flag.values));
  }
  for (const ScoreColumn& score : snapshot.scores) table.columns.push_back(score_column(score));
  add_consents(snapshot, table);
  add_wanted(wanted, table);
  return table;
}

}  // namespace vk
