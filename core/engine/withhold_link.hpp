#pragma once
#include "core/compare/comparison.hpp"
#include "core/report/disclosure.hpp"
#include "core/store/store.hpp"

namespace vk {

/// Tells no link of two instruments whose bridge waves have a part of too few, nor one between cycles whose states are
/// told together (`states_are_told` false), for the link tells each state of both; no states of a link whose waves have
/// a state of too few; none where those who stand alone in a wave are too few of a part, for the factor leaves them out
/// and would give their money; and never how many they are.
void withhold_link(Store& store, const DisclosureRule& rule, bool states_are_told, Comparison& comparison);

}  // namespace vk
