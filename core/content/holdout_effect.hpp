#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/content/content_plan.hpp"
#include "core/estimate/content_effect.hpp"
#include "core/measure/member_source.hpp"

namespace vk {

/// How much an effect's interval can be trusted by the size of the smaller arm (METHODS.md e.5).
enum class EffectPrecision { full, approximate, none };
std::string_view to_string(EffectPrecision precision);

/// The effect of a content in one state, or in all.
struct ArmEffect {
  std::string state;  ///< empty = all
  size_t treated = 0;
  size_t held_out = 0;
  EffectPrecision precision = EffectPrecision::none;
  std::optional<Effect> adjusted;    ///< headline: by last cycle's money (METHODS.md e.1), minor units a subject
  std::optional<Effect> difference;  ///< Welch on the money (e.2)
  std::optional<Effect> change;      ///< Welch on the change of the money (e.2)
  bool signs_disagree = false;       ///< adjusted against either of the other two
};

/// What a content did, told once the next cycle is measured: everybody stays in the arm where the holdout put them,
/// contacted or not; who is gone has no money.
struct HoldoutEffect {
  OccurrenceName content;
  OccurrenceName earlier;  ///< the measurement that the content followed
  OccurrenceName later;
  Currency currency;
  int64_t share = 0;   ///< planned holdout, hundredths of a percent
  double split_p = 1;  ///< see HoldoutPlan
  bool split_fits = true;
  ArmEffect all;
  std::optional<Effect> blocked;    ///< inside states, weighted (e.3)
  std::vector<ArmEffect> by_state;  ///< states in scheme order; only those with somebody
};

/// The effect of a content plan with a holdout between two snapshots of the same currency; intervals at `level`. Throws
/// Error(invalid_input) for a plan without one or another currency. With a split that does not fit no effect is given.
HoldoutEffect holdout_effect(const ContentPlan& plan, const Snapshot& earlier, const Snapshot& later, double level);
/// The same from slices: a walk over each cycle, in the memory of a slice and of some eighty bytes a row of the plan.
HoldoutEffect holdout_effect(const ContentPlan& plan, MemberSource& earlier, MemberSource& later, double level);

/// Money of one unit over three cycles.
struct UnitMoney {
  bool treated = false;
  double before_last = 0;
  double before = 0;
  double after = 0;
};

/// Difference in differences where nobody was drawn by lot: an association, no effect (METHODS.md e.4).
struct Association {
  std::optional<Effect> change;   ///< withheld when the placebo fails
  std::optional<Effect> placebo;  ///< the same one cycle earlier, when nothing had been sent
  bool placebo_failed = false;    ///< its interval excludes 0: the arms moved apart before
};
Association association(const std::vector<UnitMoney>& units, double level);

}  // namespace vk
