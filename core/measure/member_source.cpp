#include "core/measure/member_source.hpp"

#include <limits>

namespace vk {
namespace {

template <typename T>
void append(std::vector<T>& all, const std::vector<T>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void append(std::vector<LocalMoney>& all, const std::vector<LocalMoney>& more) {
  if (all.empty()) {
    all = more;
    return;
  }
  for (size_t i = 0; i < all.size(); ++i) append(all[i].values, more[i].values);
}

void append_answers(Snapshot& whole, const Snapshot& slice) {
  if (whole.size() > whole.header.members) return;  // a damaged store; its last slice says so
  const bool is_first = whole.scores.empty() && whole.flags.empty();
  for (size_t i = 0; i < slice.flags.size(); ++i) {
    if (is_first) whole.flags.push_back({slice.flags[i].name, {}});
    append(whole.flags[i].values, slice.flags[i].values);
  }
  const size_t from = whole.size() - slice.size();
  for (size_t i = 0; i < slice.scores.size(); ++i) {
    if (is_first) {
      whole.scores.push_back(
          {slice.scores[i].name, PackedDoubles(whole.header.members, std::numeric_limits<double>::quiet_NaN())});
    }
    for (size_t member = 0; member < slice.size(); ++member)
      whole.scores[i].values.set(from + member, slice.scores[i].values[member]);
  }
}

}  // namespace

std::vector<SubjectNumber> subjects_of(MemberSource& members) {
  std::vector<SubjectNumber> subjects;
  subjects.reserve(members.header().members);
  for_each_slice(members, [&](const Snapshot& slice) { append(subjects, slice.subjects); });
  return subjects;
}

Snapshot whole_snapshot(MemberSource& members) {
  Snapshot whole;
  whole.header = members.header();
  for_each_slice(members, [&](const Snapshot& slice) {
    append(whole.subjects, slice.subjects);
    append(whole.state, slice.state);
    append(whole.disposition, slice.disposition);
    append(whole.segment, slice.segment);
    append(whole.money, slice.money);
    append(whole.activity, slice.activity);
    append(whole.consent_mask, slice.consent_mask);
    append(whole.money_class, slice.money_class);
    append(whole.local, slice.local);
    append(whole.real, slice.real);
    append_answers(whole, slice);
    whole.consent_channels = slice.consent_channels;
  });
  return whole;
}

}  // namespace vk
