#pragma once
#include <string_view>

#include "core/base/diagnostic.hpp"
#include "core/config/config_value.hpp"

namespace vk {

/// Where the calendar says what a plugin's error is about: "rule", "rule[2]", "rule[2].when" or "rule[2].when:17" (17th
/// code point of the text). As exact as the calendar allows: the options table itself when the key is not there.
SourcePosition option_place(std::string_view subject, const ConfigTable& options, const ConfigText& text);

}  // namespace vk
