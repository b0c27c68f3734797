#pragma once
#include <vuosikello/plugin.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/plugin_host/parameter_value.hpp"

namespace vk {

/// Options turned into what configure() gets. Owns all memory; does not move.
class PluginConfiguration {
 public:
  PluginConfiguration(std::vector<ParameterValue> values, std::span<const std::string> states);
  PluginConfiguration(const PluginConfiguration&) = delete;
  PluginConfiguration& operator=(const PluginConfiguration&) = delete;

  const vk_configuration& c() const { return c_; }

 private:
  std::vector<ParameterValue> values_;
  std::vector<std::string> states_;
  std::vector<const vk_value*> value_pointers_;
  std::vector<const char*> state_pointers_;
  vk_configuration c_{};
};

/// Whether secrets are only looked at or also fetched.
enum class Secrets { leave, fetch };

/// Options as values in the description's order, defaults filled in; every fault with code, place and expectation.
std::vector<ParameterValue> read_options(const PluginDescription& plugin, const ConfigTable& options, Secrets secrets,
                                         std::vector<ValueFault>& faults);

}  // namespace vk
