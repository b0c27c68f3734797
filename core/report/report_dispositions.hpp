#pragma once
#include <span>
#include <string_view>

#include "core/measure/snapshot.hpp"
#include "core/report/report_language.hpp"

namespace vk {

/// A disposition with its letter in the AAPOR Standard Definitions and its name in the report.
struct DispositionName {
  Disposition disposition;
  std::string_view id;
  std::string_view letter;
  const Wording* wording;
};

/// All dispositions in the order in which reports list them.
std::span<const DispositionName> disposition_names();

}  // namespace vk
