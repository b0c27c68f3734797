#include "core/measure/snapshot.hpp"

#include "core/base/check.hpp"
#include "core/base/error.hpp"
#include "core/measure/member_source.hpp"

namespace vk {

namespace {

void add_checked(int64_t& sum, int64_t amount) {
  if (__builtin_add_overflow(sum, amount, &sum))
    throw Error(ErrorCode::invalid_input, "the money of a state leaves 64 bits");
}

}  // namespace

std::string_view to_string(Disposition disposition) {
  switch (disposition) {
    case Disposition::complete:
      return "complete";
    case Disposition::partial:
      return "partial";
    case Disposition::refusal:
      return "refusal";
    case Disposition::non_contact:
      return "non_contact";
    case Disposition::other:
      return "other";
    case Disposition::unknown:
      return "unknown";
    case Disposition::not_eligible:
      return "not_eligible";
    case Disposition::not_sampled:
      return "not_sampled";
    case Disposition::suppressed:
      return "suppressed";
  }
  return "?";
}

StateTotals::Line StateTotals::total(size_t state) const {
  Line total;
  for (const std::vector<Line>& segment : by_segment) {
    total.members += segment[state].members;
    add_checked(total.money, segment[state].money);
    total.active += segment[state].active;
  }
  return total;
}

namespace {

void add_members(StateTotals& totals, const Snapshot& snapshot) {
  const size_t states = snapshot.header.states.size();
  for (size_t member = 0; member < snapshot.size(); ++member) {
    uint8_t code = snapshot.state[member];
    VK_CHECK(code < states || code == kUnmeasured, "a member's state is none of the scheme");
    VK_CHECK(snapshot.segment[member] < totals.by_segment.size(), "a member's segment is none of the scheme");
    VK_CHECK(snapshot.disposition[member] < kDispositions, "a member's disposition is unknown");
    StateTotals::Line& line = totals.by_segment[snapshot.segment[member]][code == kUnmeasured ? states : code];
    ++line.members;
    add_checked(line.money, snapshot.money[member]);
    line.active += (snapshot.activity[member] & kActive) != 0 ? uint64_t{1} : uint64_t{0};
    ++totals.dispositions[snapshot.disposition[member]];
  }
}

}  // namespace

StateTotals count_states(const Snapshot& snapshot) {
  WholeSnapshot whole(snapshot);
  return count_states(whole);
}

StateTotals count_states(MemberSource& source) {
  const size_t states = source.header().states.size();
  StateTotals totals;
  totals.by_segment.assign(std::max<size_t>(1, source.header().segments.size()),
                           std::vector<StateTotals::Line>(states + 1));
  uint64_t walked = 0;
  for_each_slice(source, [&](const Snapshot& slice) {
    add_members(totals, slice);
    walked += slice.size();
  });
  int64_t base = 0;
  uint64_t members = 0;
  for (size_t state = 0; state <= states; ++state) {
    add_checked(base, totals.total(state).money);
    members += totals.total(state).members;
  }
  VK_CHECK(base == source.header().base.minor, "secured + at_risk + leaving + unmeasured must be the base");
  VK_CHECK(members == walked, "every member is in exactly one state or unmeasured");
  return totals;
}

}  // namespace vk
