#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/measure/member_source.hpp"

namespace vk {

/// Two cycles at constant rates: the later one's money at the rates of the earlier one, and what the rates did apart
/// (METHODS.md i). Every member's money in each currency is converted once.
///
/// Throws Error(invalid_input) when a sum leaves 64 bits.
ExchangeEffect exchange_effect(const Snapshot& earlier, const Snapshot& later);
/// The same from slices with money by currency, in the memory of one pair of them.
ExchangeEffect exchange_effect(MemberSource& earlier, MemberSource& later);

}  // namespace vk
