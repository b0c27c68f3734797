#pragma once
#include <optional>
#include <span>
#include <vector>

#include "core/plan/due.hpp"
#include "core/plan/log_index.hpp"

namespace vk {

/// What "due" is asked against.
struct DueGround {
  const LogIndex* log = nullptr;
  Instant now{};
  std::optional<Instant> first_run;

  /// True for what had ended before the store's first run: it is neither missed nor run.
  bool is_before_first_run(const Occurrence& occurrence) const { return first_run && occurrence.closes <= *first_run; }
};

/// What is due in one measurement's occurrences of one audience, sorted by opens.
std::vector<DueAction> due_in_series(const DueGround& ground, std::span<const Occurrence* const> series);

}  // namespace vk
