#pragma once
#include "core/compare/comparison.hpp"
#include "core/measure/member_source.hpp"

namespace vk {

/// Two cycles at the prices of one base period, and what prices did apart (METHODS.md i): change of the base = real
/// change + effect of prices + effect of exchange rates, to the cent. Amounts were deflated in their own currency when
/// they were measured; here each member's real money in each currency is converted once, at the rates of the earlier
/// cycle.
///
/// At least one of the two keeps real money. Throws Error(invalid_input) when a sum leaves 64 bits.
PriceEffect price_effect(const Snapshot& earlier, const Snapshot& later);
/// The same from slices with money by currency, paid and real, in the memory of one pair of them.
PriceEffect price_effect(MemberSource& earlier, MemberSource& later);

}  // namespace vk
