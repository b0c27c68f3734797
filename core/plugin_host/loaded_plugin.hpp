#pragma once
#include <vuosikello/plugin.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/plugin_host/plugin_file.hpp"
#include "core/plugin_host/plugin_library.hpp"
#include "core/plugin_host/plugin_options.hpp"

namespace vk {

/// One problem a plugin has with its options: where ("rule[2].when:17") and what.
struct OptionProblem {
  std::string subject;
  std::string message;
};

/// Whom an instance tells what it does, from any of its threads; what is empty is not told.
struct PluginHooks {
  PluginLog log;
  std::function<void(uint64_t done, uint64_t total)> progress;
};

/// Makes an instance in this process and configures it. What the plugin refuses is in `problems`, and then nothing is
/// given. Throws Error(plugin_failed) when it cannot even be created.
std::unique_ptr<PluginInstance> load_plugin(const PluginFile& file, const PluginConfiguration& configuration,
                                            std::vector<OptionProblem>& problems, PluginHooks hooks = {});

}  // namespace vk
