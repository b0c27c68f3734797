#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/plugin_host/plugin_library.hpp"

namespace vk {

enum class CheckVerdict { ok, failed, skipped };
std::string_view to_string(CheckVerdict verdict);

/// One thing that a plugin must do, and whether it does.
struct CheckLine {
  std::string name;
  CheckVerdict verdict = CheckVerdict::ok;
  std::string said;  ///< what came, or what is wrong
};

/// Which library is checked, and by what.
struct PluginCheckCall {
  std::filesystem::path library;
  std::filesystem::path project;  ///< holds testcases/ and sample.toml; empty = there is none
  std::filesystem::path program;  ///< is a fork server when it is asked to, such as this one
  std::filesystem::path clock;    ///< a library for LD_PRELOAD with another time; empty = there is none
  bool approve = false;           ///< what comes becomes what the project expects
  PluginLimits limits;            ///< of each process
};

/// What was found out about a library.
struct PluginCheck {
  std::filesystem::path library;
  std::string id;  ///< empty when it could not be described
  std::string version;
  std::string sha256;
  std::vector<CheckLine> lines;

  size_t count(CheckVerdict verdict) const;
};

/// Limits in which a plugin that is checked has to do its work.
PluginLimits check_limits();

/// Checks that a library keeps the contract: what it exports and says of itself, which options it refuses, its test
/// cases, and its answers to no members, one, many, missing and extreme values, twice, elsewhere, in batches, in
/// slices, when cancelled, again and again, with little memory. Each in a process of its own; only a library that did
/// well there is also run in this one.
PluginCheck check_plugin(const PluginCheckCall& call);

/// One line a check, then one of totals.
std::string check_text(const PluginCheck& check);
std::string check_json(const PluginCheck& check);

}  // namespace vk
