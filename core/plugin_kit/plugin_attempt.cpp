#include "core/plugin_kit/plugin_attempt.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/content/content_proposals.hpp"
#include "core/measure/plugin_answer.hpp"

namespace vk {

namespace {

std::map<std::string, std::vector<std::string>> columns_wanted(PluginInstance& instance) {
  std::map<std::string, std::vector<std::string>> wanted;
  for (const TableDescription& table : instance.description().tables) {
    if (table.open) wanted[table.name] = instance.columns_wanted(table.name);
  }
  return wanted;
}

/// Members 0 to `members` - 1 with the states of the context.
Snapshot made_snapshot(const PluginContext& context, size_t members) {
  Snapshot snapshot;
  for (size_t at = 0; at < context.states.size(); ++at) {
    snapshot.header.states.push_back({context.states[at], context.state_money[at]});
  }
  snapshot.header.segments.tuples = {{}};
  snapshot.header.metric.currency = context.currency;
  for (size_t member = 0; member < members; ++member) snapshot.subjects.push_back(static_cast<SubjectNumber>(member));
  snapshot.state.assign(members, kUnmeasured);
  snapshot.disposition.assign(members, static_cast<uint8_t>(Disposition::unknown));
  snapshot.segment.assign(members, 0);
  snapshot.money.assign(members, 0);
  return snapshot;
}

/// Throws Error(plugin_failed) when the engine would refuse the rows.
void check_rows(PluginKind kind, const Table& rows, const PluginContext& context, size_t members) {
  Snapshot snapshot = made_snapshot(context, members);
  switch (kind) {
    case PluginKind::measurement:
      return take_plugin_rows(rows, {0, members, 0, 1}, snapshot);
    case PluginKind::content:
      static_cast<void>(read_proposals(rows, snapshot, context.interval.first));
      return;
  }
}

/// Whether the plugin's process still ends well after what it refused; else how it ended.
std::string end_of(PluginInstance& instance) {
  try {
    instance.finish();
    return "";
  } catch (const Error& problem) {
    return problem.what();
  }
}

}  // namespace

std::string PluginAttempt::digest() const {
  return sha256_hex(rows_as_csv(rows) + "\n" + refused + "\n" + broke);
}

PluginAttempt attempt_made(const PluginLibrary& library, const PluginDescription& plugin, const PluginCase& example,
                           const MadeShape& shape, const PluginSetting& setting) {
  PluginAttempt came;
  try {
    const auto instance = library.create(plugin, example.options, example.context.states, setting);
    const PluginCase made = made_tables(plugin, example, columns_wanted(*instance), shape);
    try {
      came.rows = instance->run(made.context, made.named_tables());
    } catch (const Error& problem) {
      const std::string end = end_of(*instance);
      (end.empty() ? came.refused : came.broke) = problem.what();
      came.cancelled = end.empty() && problem.code() == ErrorCode::cancelled;
      return came;
    }
    check_rows(plugin.kind, came.rows, made.context, shape.members);
    instance->finish();
  } catch (const Error& problem) {
    came.broke = problem.what();
  }
  return came;
}

std::string attempt_cancelled(const PluginLibrary& library, const PluginDescription& plugin, const PluginCase& example,
                              const MadeShape& shape, const PluginSetting& setting) {
  try {
    const auto instance = library.create(plugin, example.options, example.context.states, setting);
    const PluginCase made = made_tables(plugin, example, columns_wanted(*instance), shape);
    instance->cancel();
    static_cast<void>(instance->run(made.context, made.named_tables()));
    return "it ran to its end";
  } catch (const Error& problem) {
    return problem.what();
  }
}

std::string attempt_rounds(const PluginLibrary& library, const PluginDescription& plugin, const PluginCase& example,
                           const MadeShape& shape, const PluginSetting& setting, size_t rounds) {
  try {
    const auto instance = library.create(plugin, example.options, example.context.states, setting);
    const PluginCase made = made_tables(plugin, example, columns_wanted(*instance), shape);
    std::string first;
    for (size_t round = 0; round < rounds; ++round) {
      std::string came;
      try {
        came = rows_as_csv(instance->run(made.context, made.named_tables()));
      } catch (const Error& problem) {
        came = problem.what();
      }
      if (round == 0) first = came;
      if (came != first) {
        const std::string end = end_of(*instance);
        return fmt::format("another answer in run {}{}", round + 1, end.empty() ? "" : ": " + came);
      }
    }
    return end_of(*instance);
  } catch (const Error& problem) {
    return problem.what();
  }
}

}  // namespace vk
