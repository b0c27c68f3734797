#include "core/content/holdout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "core/base/error.hpp"
#include "core/estimate/content_effect.hpp"
#include "core/money/money.hpp"

namespace vk {
namespace {

__extension__ using WideUnsigned = unsigned __int128;

constexpr int64_t kWhole = 10000;

/// Moments of two columns.
struct Moments {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;

  void add(double a, double b) {
    n += 1;
    x += a;
    y += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  double variance_x() const { return n > 1 ? std::max(0.0, (xx - x * x / n) / (n - 1)) : 0; }
  double correlation() const {
    const double a = xx - x * x / n;
    const double b = yy - y * y / n;
    return n > 1 && a > 0 && b > 0 ? std::clamp((xy - x * y / n) / std::sqrt(a * b), -1.0, 1.0) : 0;
  }
};

/// A subject with a proposal that consent allows.
struct ArmUnit {
  bool held_out = false;
  int64_t before = 0;  ///< money of the cycle before; 0 for who was no member
};

/// By position in the snapshot.
std::map<uint32_t, ArmUnit> arms_of(const std::vector<ContactProposal>& proposals) {
  std::map<uint32_t, ArmUnit> arms;
  for (const ContactProposal& proposal : proposals) {
    if (proposal.row.decision == ContactDecision::no_consent) continue;
    arms[proposal.position].held_out = proposal.row.decision == ContactDecision::holdout;
  }
  return arms;
}

void add_money_before(const Snapshot& snapshot, MemberSource& previous, std::map<uint32_t, ArmUnit>& arms) {
  auto arm = arms.begin();
  for_each_slice(previous, [&](const Snapshot& slice) {
    for (size_t old = 0; old < slice.size(); ++old) {
      while (arm != arms.end() && snapshot.subjects[arm->first] < slice.subjects[old]) ++arm;
      if (arm == arms.end()) return;
      if (snapshot.subjects[arm->first] == slice.subjects[old]) arm->second.before = slice.money[old];
    }
  });
}

}  // namespace

Holdout::Holdout(std::string_view content, int64_t share) : numbers_("holdout/" + std::string{content}), share_(share) {
  if (share < 0 || share > kWhole) {
    throw Error(ErrorCode::invalid_input, fmt::format("a holdout of {} hundredths of a percent", share));
  }
}

bool Holdout::holds(std::string_view subject) {
  const WideUnsigned key = numbers_.of(subject).key;
  return key * static_cast<uint64_t>(kWhole) < (static_cast<WideUnsigned>(static_cast<uint64_t>(share_)) << 64U);
}

std::vector<bool> held_out_members(const std::vector<ContactProposal>& proposals, const Snapshot& snapshot,
                                   const SubjectIndex& subjects, Holdout holdout) {
  std::vector<bool> result(snapshot.size(), false);
  for (const ContactProposal& proposal : proposals) {
    result[proposal.position] = holdout.holds(subjects.key(snapshot.subjects[proposal.position]));
  }
  return result;
}

HoldoutPlan plan_holdout(const std::vector<ContactProposal>& proposals, const Snapshot& snapshot,
                         MemberSource* previous, int64_t share) {
  constexpr double kLevel = 0.95;
  constexpr double kPower = 0.8;
  HoldoutPlan plan;
  plan.share = share;
  Moments moments;
  std::map<uint32_t, ArmUnit> arms = arms_of(proposals);
  if (previous != nullptr) add_money_before(snapshot, *previous, arms);
  for (const auto& [position, arm] : arms) {
    ++(arm.held_out ? plan.held_out : plan.treated);
    moments.add(static_cast<double>(snapshot.money[position]), static_cast<double>(arm.before));
  }
  const double treated = static_cast<double>(plan.treated);
  const double held_out = static_cast<double>(plan.held_out);
  if (share > 0 && share < kWhole) {
    plan.split_p = split_check(treated, held_out, 1 - static_cast<double>(share) / static_cast<double>(kWhole));
  }
  const double spread = std::sqrt(moments.variance_x());
  if (plan.treated > 0 && plan.held_out > 0 && spread > 0) {
    plan.detectable = detectable_effect({spread, moments.correlation(), treated, held_out}, kLevel, kPower);
  }
  return plan;
}

std::string holdout_words(const HoldoutPlan& plan, const Currency& currency) {
  std::string words = fmt::format("holdout: {} of {} kept without it", plan.held_out, plan.treated + plan.held_out);
  if (plan.detectable) {
    const Money least{static_cast<int64_t>(std::ceil(*plan.detectable)), currency};
    words += fmt::format("; an effect from {} a subject up will show (95 % level, 80 % power)", to_display(least));
  } else if (plan.held_out == 0 || plan.treated == 0) {
    words += "; too few to find any effect";
  } else {
    words += "; their money is all alike, so what effect will show cannot be told yet";
  }
  if (plan.split_p < kSplitMismatch) {
    words += fmt::format("; the split is not the planned {}.{:02} % (p = {:.2g}), so no effect will be told",
                         plan.share / 100, plan.share % 100, plan.split_p);
  }
  return words;
}

}  // namespace vk
