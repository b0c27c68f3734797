#pragma once
#include <optional>
#include <string_view>

namespace vk {

/// How an occurrence, a file or a whole run ended. Stored; do not renumber.
enum class Outcome { complete = 0, partial = 1, failed = 2, missed = 3, skipped = 4 };

std::string_view to_string(Outcome outcome);
/// The outcome spelt `text`, or nothing.
std::optional<Outcome> outcome_from(std::string_view text);

/// Exit codes of the program; tools/README.md documents them.
enum class ExitCode { complete = 0, failed = 1, usage = 2, partial = 3, busy = 75, configuration = 78 };

}  // namespace vk
