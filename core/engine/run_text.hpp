#pragma once
#include <string>

#include "core/engine/run.hpp"

namespace vk {

/// What a run did, one line an occurrence, then a line with the outcome.
std::string run_text(const RunResult& result, Instant as_of);

/// The same as JSON: { as_of, outcome, entries: [{ name, kind, did, outcome, reason, files }] }.
std::string run_json(const RunResult& result, Instant as_of);

}  // namespace vk
