#pragma once
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "core/calendar/annual_calendar.hpp"
#include "core/report/disclosure.hpp"

/// What an auditor of reports thinks about: what members may have done over two cycles or three.
namespace vk::test {

inline constexpr int kNobody = -1;
inline constexpr size_t kMostCycles = 3;

/// Where somebody is in one cycle. Segments and states count from 0, the state after the last is unmeasured; both are
/// kNobody for those who are no members.
struct Stand {
  int segment = kNobody;
  int state = kNobody;
  int rank = 0;  ///< of their money among their own cycles, equal amounts sharing one; 0 = not active

  bool is_member() const { return state != kNobody; }
  bool is_active() const { return rank > 0; }
  auto operator<=>(const Stand&) const = default;
};

/// What somebody may have done.
struct Path {
  std::array<Stand, kMostCycles> at{};
  bool before = false;  ///< active in a cycle before the first

  auto operator<=>(const Path&) const = default;
};

/// Two cycles by number, the earlier first.
struct CyclePair {
  size_t a = 0;
  size_t b = 1;
};

enum class Deed { none, arrived, returned, left, grew, shrank, stayed };

inline Deed deed_of(const Path& path, const CyclePair& pair) {
  const int was = path.at.at(pair.a).rank;
  const int is = path.at.at(pair.b).rank;
  if (was == 0 && is == 0) return Deed::none;
  if (is == 0) return Deed::left;
  if (was > 0) return is > was ? Deed::grew : is < was ? Deed::shrank : Deed::stayed;
  bool known = path.before;
  for (size_t cycle = 0; cycle < pair.b; ++cycle) known = known || path.at.at(cycle).is_active();
  return known ? Deed::returned : Deed::arrived;
}

/// The segment that a comparison counts somebody in.
inline int pair_segment(const Path& path, const CyclePair& pair) {
  const Stand& later = path.at.at(pair.b);
  return later.is_member() ? later.segment : path.at.at(pair.a).segment;
}

/// An amount of a path: in one cycle, or what it gained or lost over two.
struct Amount {
  enum class Kind { at, gain, loss };
  Kind kind = Kind::at;
  CyclePair pair;  ///< of `at` the first

  static Amount at(size_t cycle) { return {Kind::at, {cycle, cycle}}; }
  static Amount gain(const CyclePair& pair) { return {Kind::gain, pair}; }
  static Amount loss(const CyclePair& pair) { return {Kind::loss, pair}; }

  /// Of an amount made of steps, one a rank: whether it has the step up to `rank`.
  bool has_step(const Path& path, int rank) const {
    const bool in_first = path.at.at(pair.a).rank >= rank;
    const bool in_last = path.at.at(pair.b).rank >= rank;
    switch (kind) {
      case Kind::at:
        return in_first;
      case Kind::gain:
        return in_last && !in_first;
      case Kind::loss:
        return in_first && !in_last;
    }
    return false;
  }
};

using Which = std::function<bool(const Path&)>;

struct AuditedMember {
  Path path;
  std::array<int64_t, kMostCycles> money{};

  int64_t amount(const Amount& which) const {
    const int64_t first = money.at(which.pair.a);
    const int64_t change = money.at(which.pair.b) - first;
    switch (which.kind) {
      case Amount::Kind::at:
        return first;
      case Amount::Kind::gain:
        return std::max<int64_t>(0, change);
      case Amount::Kind::loss:
        return std::max<int64_t>(0, -change);
    }
    return 0;
  }
};

struct AuditedWorld {
  size_t cycles = 2;
  std::vector<std::string> dimensions;
  std::vector<std::vector<std::string>> segments;  ///< tuples by dimension, sorted
  std::vector<StateSpec> states;
  std::vector<AuditedMember> members;
  DisclosureRule rule;

  int unmeasured() const { return static_cast<int>(states.size()); }
  std::string part_of(int state) const {
    if (state == unmeasured()) return "unmeasured";
    constexpr std::array<const char*, 3> kNames{"secured", "at_risk", "leaving"};
    return kNames.at(static_cast<size_t>(states[static_cast<size_t>(state)].money));
  }
  const std::string& value_of(int segment, size_t dimension) const {
    return segments[static_cast<size_t>(segment)][dimension];
  }
  std::vector<CyclePair> pairs() const {
    std::vector<CyclePair> all;
    for (size_t b = 1; b < cycles; ++b) {
      for (size_t a = 0; a < b; ++a) all.push_back({a, b});
    }
    return all;
  }
  static std::string year(size_t cycle) { return std::to_string(2025 + cycle); }
};

/// Every path that somebody could have gone, in a world of so many segments and states (the unmeasured included).
class EveryPath {
 public:
  EveryPath(size_t cycles, int segments, int states) : cycles_(cycles) {
    stands_.emplace_back();
    for (int segment = 0; segment < segments; ++segment) {
      for (int state = 0; state < states; ++state) stands_.push_back({segment, state, 0});
    }
    for (const bool before : {false, true}) {
      Path path;
      path.before = before;
      add(path, 0, 0);
    }
  }

  const std::vector<Path>& paths() const { return paths_; }

 private:
  void add(Path path, size_t cycle, int highest) {
    if (cycle == cycles_) {
      add_whole(path, highest);
      return;
    }
    for (const Stand& stand : stands_) {
      path.at[cycle] = stand;
      const int most = stand.is_member() ? static_cast<int>(cycles_) : 0;
      for (int rank = 0; rank <= most; ++rank) {
        path.at[cycle].rank = rank;
        add(path, cycle + 1, std::max(highest, rank));
      }
    }
  }

  /// Ranks are told without gaps, so that each order of amounts is there once.
  void add_whole(const Path& path, int highest) {
    bool is_member = false;
    std::vector<bool> used(static_cast<size_t>(highest) + 1, false);
    for (const Stand& stand : path.at) {
      is_member = is_member || stand.is_member();
      used[static_cast<size_t>(stand.rank)] = true;
    }
    const bool gaps = std::find(used.begin() + 1, used.end(), false) != used.end();
    if (is_member && !gaps) paths_.push_back(path);
  }

  size_t cycles_;
  std::vector<Stand> stands_;
  std::vector<Path> paths_;
};

}  // namespace vk::test
