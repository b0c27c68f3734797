#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/plan/plan_json.hpp"
#include "core/store/store_impl.hpp"

namespace vk {

Statement& bind_name(Statement& statement, int first, const OccurrenceName& name) {
  return statement.bind(first, name.item).bind(first + 1, name.audience).bind(first + 2, name.cycle);
}

OccurrenceName name_at(const Statement& statement, int first) {
  return {std::string{statement.text(first)}, std::string{statement.text(first + 1)},
          std::string{statement.text(first + 2)}};
}

namespace {

/// What the store itself wrote and cannot read any more is damage, not the user's input.
Occurrence planned_from(std::string_view json) {
  try {
    return occurrence_from_json(json);
  } catch (const Error& problem) {
    throw Error(ErrorCode::corrupt, fmt::format("occurrence log: {}", problem.what()));
  }
}

}  // namespace

void insert_log(Database& database, const LogEntry& entry) {
  Statement insert(database,
                   "INSERT INTO occurrence_log(item, audience, cycle, kind, event, as_of, outcome, reason, planned) "
                   "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
  bind_name(insert, 1, entry.name).bind(4, static_cast<int64_t>(entry.kind)).bind(5, static_cast<int64_t>(entry.event));
  insert.bind(6, int64_t{entry.as_of.time_since_epoch().count()}).bind(7, static_cast<int64_t>(entry.outcome));
  insert.bind(8, entry.reason).bind(9, occurrence_to_json(entry.planned)).run();
}

std::vector<LogEntry> read_log(Database& database) {
  std::vector<LogEntry> entries;
  Statement select(database,
                   "SELECT item, audience, cycle, kind, event, as_of, outcome, reason, planned FROM occurrence_log "
                   "ORDER BY id");
  while (select.step()) {
    LogEntry entry;
    entry.name = name_at(select, 0);
    entry.kind = static_cast<ItemKind>(select.integer(3));
    entry.event = static_cast<LogEvent>(select.integer(4));
    entry.as_of = Instant{std::chrono::seconds{select.integer(5)}};
    entry.outcome = static_cast<Outcome>(select.integer(6));
    entry.reason = select.text(7);
    entry.planned = planned_from(select.text(8));
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace vk
