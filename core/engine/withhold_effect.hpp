#pragma once
#include "core/content/holdout_effect.hpp"
#include "core/measure/member_source.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// What a content did tells the difference of two means, of money and of its change, so whoever knows the sum of both
/// arms knows each. False when an arm's money in either cycle is that of too few. Plain differences are left out where
/// few of an arm were neither contacted nor held out, for the plan tells the money of all others; effects in states
/// where a state has an arm of too few, or what is not told of all would be.
bool withhold_effect(const DisclosureRule& rule, const ContentPlan& plan, MemberSource& earlier, MemberSource& later,
                     HoldoutEffect& effect);

}  // namespace vk
