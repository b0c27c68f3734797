#include "core/audience/sample.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"

namespace vk {
namespace {

/// The available members of each stratum, in frame order.
std::vector<std::vector<uint32_t>> members_by_stratum(const SampleFrame& frame, size_t strata,
                                                      const std::vector<bool>& available) {
  std::vector<std::vector<uint32_t>> result(strata);
  for (size_t i = 0; i < frame.stratum.size(); ++i) {
    if (frame.stratum[i] >= strata) {
      throw Error(ErrorCode::invalid_input, fmt::format("stratum {} of {}", frame.stratum[i], strata));
    }
    if (available.empty() || available[i]) result[frame.stratum[i]].push_back(static_cast<uint32_t>(i));
  }
  return result;
}

}  // namespace

SampleDraw draw_sample(const SampleFrame& frame, std::span<const int64_t> wanted, uint64_t start,
                       const std::vector<bool>& available) {
  if (frame.keys.size() != frame.stratum.size() || (!available.empty() && available.size() != frame.keys.size())) {
    throw Error(ErrorCode::invalid_input, fmt::format("{} keys, {} strata and {} availabilities", frame.keys.size(),
                                                      frame.stratum.size(), available.size()));
  }
  const auto before = [&](uint32_t a, uint32_t b) {
    const uint64_t from_start_a = frame.keys[a] - start;
    const uint64_t from_start_b = frame.keys[b] - start;
    return from_start_a != from_start_b ? from_start_a < from_start_b : frame.subject(a) < frame.subject(b);
  };
  SampleDraw draw;
  std::vector<std::vector<uint32_t>> strata = members_by_stratum(frame, wanted.size(), available);
  for (size_t h = 0; h < strata.size(); ++h) {
    std::vector<uint32_t>& members = strata[h];
    const auto want = static_cast<size_t>(std::max<int64_t>(wanted[h], 0));
    const size_t taken = std::min(want, members.size());
    if (taken < members.size()) {
      std::nth_element(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(taken), members.end(), before);
    }
    draw.members.insert(draw.members.end(), members.begin(), members.begin() + static_cast<std::ptrdiff_t>(taken));
    draw.shortfall.push_back(static_cast<int64_t>(want - taken));
  }
  std::sort(draw.members.begin(), draw.members.end());
  return draw;
}

void AskHistory::add(const SampleDraw& draw, Day day) {
  for (const uint32_t member : draw.members) add(member, day);
}

std::vector<bool> AskHistory::available(size_t members, Day day, const BurdenCap& cap) const {
  if (cap.asks < 1 || cap.days < 1) {
    throw Error(ErrorCode::invalid_input, fmt::format("a cap of {} asks in {} days", cap.asks, cap.days));
  }
  const auto window = std::chrono::days{cap.days};
  std::vector<Ask> near;
  for (const Ask& ask : asks_) {
    if (ask.member < members && ask.day > day - window && ask.day < day + window) near.push_back(ask);
  }
  std::sort(near.begin(), near.end());
  std::vector<bool> result(members, true);
  const auto most = static_cast<size_t>(cap.asks);
  // One more ask breaks the cap where it shares a window with as many as are allowed.
  for (size_t i = 0; i + most <= near.size(); ++i) {
    const Ask& first = near[i];
    const Ask& last = near[i + most - 1];
    if (first.member != last.member) continue;
    if (std::max(last.day, day) - std::min(first.day, day) < window) result[first.member] = false;
  }
  return result;
}

int64_t AskHistory::most_in_window(int64_t days) const {
  std::vector<Ask> asks = asks_;
  std::sort(asks.begin(), asks.end());
  size_t first = 0;
  size_t most = 0;
  for (size_t last = 0; last < asks.size(); ++last) {
    while (asks[first].member != asks[last].member || asks[last].day - asks[first].day >= std::chrono::days{days}) {
      ++first;
    }
    most = std::max(most, last - first + 1);
  }
  return static_cast<int64_t>(most);
}

}  // namespace vk
