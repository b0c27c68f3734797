#include "core/report/revision_difference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "core/measure/paired_members.hpp"

namespace vk {
namespace {

/// One member of two revisions; kAbsent where the revision does not have them.
struct Revised {
  uint8_t state = kAbsent;
  uint16_t segment = 0;
  int64_t money = 0;

  bool operator==(const Revised&) const = default;
};

Revised revised(const Snapshot& revision, std::optional<size_t> place) {
  if (!place) return {};
  return {revision.state[*place], revision.segment[*place], revision.money[*place]};
}

/// Sums what differs between two revisions.
class DifferenceMaker {
 public:
  DifferenceMaker(MemberSource& earlier, MemberSource& later, const ToldCycle& told)
      : earlier_(earlier),
        later_(later),
        told_(told),
        before_(recode(earlier.header().segments, told.segments)),
        after_(recode(later.header().segments, told.segments)),
        parts_(told_parts(later.header().states, told.states)) {}

  RevisionDifference make() {
    for_each_slice_pair(earlier_, later_, [&](const Snapshot& before, const Snapshot& after) { add(before, after); });
    for (const auto& [name, cell] : differences_) difference_.figures.push_back(cell);
    return std::move(difference_);
  }

 private:
  /// A figure is named by level, then what it is of; members of both revisions have the same names.
  using Name = std::tuple<int, size_t, size_t>;

  void add(const Snapshot& earlier, const Snapshot& later) {
    difference_.same_questions =
        earlier.flags.size() == later.flags.size() && earlier.scores.size() == later.scores.size();
    difference_.keeps_answers = !later.flags.empty() || !later.scores.empty();
    for_each_pair(earlier, later, [&](std::optional<size_t> before, std::optional<size_t> after) {
      const Revised one = revised(earlier, before);
      const Revised other = revised(later, after);
      if (one != other) add_figures(one, other);
      const bool same = before && after && difference_.same_questions && says_same(earlier, *before, later, *after);
      if (!same) ++difference_.answers;
    });
  }

  void add_figures(const Revised& one, const Revised& other) {
    const std::vector<Name> was = figures_of(one, before_);
    const std::vector<Name> is = figures_of(other, after_);
    const auto among = [](const std::vector<Name>& names, const Name& name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const Name& name : was) {
      const bool stays = among(is, name);
      if (!stays || one.money != other.money)
        add_contributor(differences_[name], (stays ? other.money : 0) - one.money);
    }
    for (const Name& name : is) {
      if (!among(was, name)) add_contributor(differences_[name], other.money);
    }
  }

  std::vector<Name> figures_of(const Revised& member, const RecodedSegments& recoded) const {
    if (member.state == kAbsent) return {};
    const size_t part = told_part(later_.header().states, parts_, member.state);
    const size_t segment = recoded.into[member.segment];
    return {{0, 0, 0}, {1, part, 0}, {2, told_.states.told_as(member.state), 0}, {3, segment, 0}, {4, segment, part}};
  }

  static bool says_same(const Snapshot& earlier, size_t before, const Snapshot& later, size_t after) {
    if (earlier.disposition[before] != later.disposition[after]) return false;
    for (size_t i = 0; i < later.flags.size(); ++i) {
      if (earlier.flags[i].values[before] != later.flags[i].values[after]) return false;
    }
    for (size_t i = 0; i < later.scores.size(); ++i) {
      const double one = earlier.scores[i].values[before];
      const double other = later.scores[i].values[after];
      if (one != other && !(std::isnan(one) && std::isnan(other))) return false;
    }
    return true;
  }

  MemberSource& earlier_;
  MemberSource& later_;
  const ToldCycle& told_;
  RecodedSegments before_;
  RecodedSegments after_;
  std::array<bool, kPlainParts> parts_;
  std::map<Name, DisclosureCell> differences_;
  RevisionDifference difference_;
};

}  // namespace

RevisionDifference revision_difference(MemberSource& earlier, MemberSource& later, const ToldCycle& told) {
  return DifferenceMaker(earlier, later, told).make();
}

}  // namespace vk
