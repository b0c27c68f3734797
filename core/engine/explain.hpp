#pragma once
#include <string>
#include <string_view>

#include "core/store/store.hpp"

namespace vk {

/// Why a person was asked or not, how the person was measured and what content was planned, in words, line by line; of
/// a measurement's occurrence, or of a content item's with the measurement that it follows. Throws Error(not_found)
/// when the store knows neither the person nor the occurrence.
std::string explain_person(Store& store, std::string_view key, const OccurrenceName& name);

/// Whom an occurrence contacts and how many it leaves out by which rule. Throws Error(not_found) when the store has no
/// list of it.
std::string contacts_text(Store& store, const OccurrenceName& name);

/// The same person by person, as CSV: key, decision, channel, day, rule.
std::string contacts_csv(Store& store, const OccurrenceName& name);

}  // namespace vk
