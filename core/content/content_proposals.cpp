#include "core/content/content_proposals.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace vk {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::plugin_failed, what);
}

bool is_words(const Column& column) {
  return column.type == ColumnType::text || column.type == ColumnType::dictionary;
}

const Column* find_words(const Table& rows, std::string_view name) {
  const Column* column = rows.find(name);
  if (column != nullptr && !is_words(*column)) {
    refuse(fmt::format("column '{}' is {}, expected text", name, to_string(column->type)));
  }
  return column;
}

const Column* find_integers(const Table& rows, std::string_view name) {
  const Column* column = rows.find(name);
  if (column != nullptr && column->type != ColumnType::int64 && column->type != ColumnType::uint8) {
    refuse(fmt::format("column '{}' is {}, expected int64", name, to_string(column->type)));
  }
  return column;
}

const Column& required(const Column* column, std::string_view name) {
  if (column == nullptr) refuse(fmt::format("the plugin gave no column '{}'", name));
  return *column;
}

std::string word_at(const Column* column, size_t row) {
  return column == nullptr ? std::string{} : std::string(column->text_at(row));
}

int64_t integer_at(const Column* column, size_t row, int64_t fallback) {
  if (column == nullptr || column->is_missing(row)) return fallback;
  return column->type == ColumnType::uint8 ? int64_t{column->uint8s[row]} : column->int64s[row];
}

/// The plugin's columns, found once.
struct ProposalColumns {
  const Column& subject;
  const Column& action;
  const Column& channel;
  const Column* owner;
  const Column* when;
  const Column* priority;
  const Column* cost;
  const Column* reason;
};

std::string state_name(const Snapshot& snapshot, uint32_t position) {
  const uint8_t state = snapshot.state[position];
  return state < snapshot.header.states.size() ? snapshot.header.states[state].name : "unmeasured";
}

ContactProposal read_row(const ProposalColumns& columns, size_t row, const Snapshot& snapshot, Day default_day) {
  const int64_t subject = integer_at(&columns.subject, row, -1);
  if (subject < 0 || static_cast<uint64_t>(subject) >= snapshot.size()) {
    refuse(fmt::format("row {}: subject {} is not one of the {} members", row + 1, subject, snapshot.size()));
  }
  ContactProposal proposal;
  proposal.position = static_cast<uint32_t>(subject);
  ContentRow& made = proposal.row;
  made.subject = snapshot.subjects[proposal.position];
  made.action = word_at(&columns.action, row);
  made.channel = word_at(&columns.channel, row);
  made.owner = word_at(columns.owner, row);
  made.when = Day{std::chrono::days{integer_at(columns.when, row, default_day.time_since_epoch().count())}};
  made.priority = integer_at(columns.priority, row, 1);
  made.money = snapshot.money[proposal.position];
  made.cost = integer_at(columns.cost, row, 0);
  made.state = state_name(snapshot, proposal.position);
  made.reason = word_at(columns.reason, row);
  if (made.channel.empty()) refuse(fmt::format("row {}: subject {} has no channel", row + 1, subject));
  if (made.cost < 0) refuse(fmt::format("row {}: cost {} is below zero", row + 1, made.cost));
  return proposal;
}

}  // namespace

std::vector<ContactProposal> read_proposals(const Table& rows, const Snapshot& snapshot, Day default_day) {
  const ProposalColumns columns{required(find_integers(rows, "subject"), "subject"),
                                required(find_words(rows, "action"), "action"),
                                required(find_words(rows, "channel"), "channel"),
                                find_words(rows, "owner"),
                                find_integers(rows, "when"),
                                find_integers(rows, "priority"),
                                find_integers(rows, "cost"),
                                find_words(rows, "reason")};
  std::vector<ContactProposal> proposals;
  proposals.reserve(rows.rows);
  for (size_t row = 0; row < rows.rows; ++row) proposals.push_back(read_row(columns, row, snapshot, default_day));
  return proposals;
}

}  // namespace vk
