#pragma once
#include <memory>

#include "core/base/diagnostic.hpp"
#include "core/plugin_host/child_process.hpp"
#include "core/plugin_host/loaded_plugin.hpp"
#include "core/plugin_host/wire.hpp"

namespace vk {

/// What is known of a library that was loaded in a process of its own to describe itself.
struct DescribedLibrary {
  std::optional<PluginDescription> description;
  Diagnostic problem;   ///< a warning PL001 to PL004, when there is no description
  bool lasting = true;  ///< false: it was the system's fault, not the library's
};

/// What HELLO says of a library: a description, or the warning why there is none. Throws Error(plugin_failed) when it
/// says neither.
DescribedLibrary read_described(WireReader& from, const std::filesystem::path& library);

/// Asks a library what it is, without loading it here.
DescribedLibrary describe_isolated(ChildCall call);

/// Makes an instance in a process of its own and configures it, as load_plugin() does here. The same process serves all
/// runs.
std::unique_ptr<PluginInstance> load_isolated(const PluginDescription& plugin, ChildCall call,
                                              std::vector<ParameterValue> values, std::span<const std::string> states,
                                              std::vector<OptionProblem>& problems);

}  // namespace vk
