#pragma once
#include <string>

#include "core/plugin_kit/made_tables.hpp"

namespace vk {

/// How a plugin answered made tables: with valid rows, by refusing them in its own words, or by breaking something.
struct PluginAttempt {
  Table rows;
  std::string refused;
  std::string broke;
  bool cancelled = false;  ///< `refused` because the run was cancelled

  /// The same for the same answer.
  std::string digest() const;
};

/// Runs the plugin over made tables and checks its rows as the engine would.
PluginAttempt attempt_made(const PluginLibrary& library, const PluginDescription& plugin, const PluginCase& example,
                           const MadeShape& shape, const PluginSetting& setting);

/// Cancels a run at its beginning; gives what was said of its end.
std::string attempt_cancelled(const PluginLibrary& library, const PluginDescription& plugin, const PluginCase& example,
                              const MadeShape& shape, const PluginSetting& setting);

/// Runs one instance so many times over the same tables; gives "" when all answers are the same, else what is wrong.
std::string attempt_rounds(const PluginLibrary& library, const PluginDescription& plugin, const PluginCase& example,
                           const MadeShape& shape, const PluginSetting& setting, size_t rounds);

}  // namespace vk
