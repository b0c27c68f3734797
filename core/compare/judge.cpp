#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <span>

#include "core/compare/compare.hpp"

namespace vk {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::same:
      return "same";
    case Verdict::bridged:
      return "bridged";
    case Verdict::not_comparable:
      return "not_comparable";
  }
  return "not_comparable";
}

namespace {

// Windows of one rule differ by the lengths of months: at most 28 against 31 days.
constexpr int64_t kMonthSlackDays = 3;

/// Verdict and reasons of one kind of figures, made worse step by step.
struct Opinion {
  Verdict verdict = Verdict::same;
  std::vector<std::string> reasons;

  void note(std::string reason) { reasons.push_back(std::move(reason)); }
  void bridge(std::string reason) {
    if (verdict == Verdict::same) verdict = Verdict::bridged;
    note(std::move(reason));
  }
  void refuse(std::string reason) {
    verdict = Verdict::not_comparable;
    note(std::move(reason));
  }
};

std::string short_hash(std::string_view hash) {
  return hash.empty() ? "none" : std::string{hash.substr(0, 12)};
}

/// Whole months between two days, or nothing when the end is no such day.
std::optional<int64_t> whole_months(const DayInterval& interval) {
  const std::chrono::year_month_day first{interval.first};
  const std::chrono::year_month_day end{interval.end};
  if (first.day() != end.day()) return std::nullopt;
  const auto months = (end.year() / end.month()) - (first.year() / first.month());
  return int64_t{months.count()};
}

std::string length_text(const DayInterval& interval) {
  const std::optional<int64_t> months = whole_months(interval);
  if (months) return fmt::format("{} month{}", *months, *months == 1 ? "" : "s");
  return fmt::format("{} days", interval.days());
}

std::string interval_text(const DayInterval& interval) {
  return fmt::format("{} to {}", to_string(interval.first), to_string(interval.end - std::chrono::days{1}));
}

/// 365 and 366 days of the rule "the cycle" are the same ruler, 90 days and a quarter are not.
bool same_length(const DayInterval& a, const DayInterval& b) {
  if (a.days() == b.days()) return true;
  const std::optional<int64_t> months_a = whole_months(a);
  const std::optional<int64_t> months_b = whole_months(b);
  return months_a && months_a == months_b;
}

/// The rule is the same by its hash; its windows may then differ by month lengths only.
bool same_window(const DayInterval& a, const DayInterval& b) {
  const bool open_a = a.first == Day::min();
  const bool open_b = b.first == Day::min();
  if (open_a || open_b) return open_a == open_b;
  return same_length(a, b) || std::abs(a.days() - b.days()) <= kMonthSlackDays;
}

std::string window_text(const DayInterval& window) {
  return window.first == Day::min() ? "all days" : fmt::format("{} days", window.days());
}

void judge_metric(const SnapshotHeader& earlier, const SnapshotHeader& later, Opinion& money) {
  const MetricIdentity& a = earlier.metric;
  const MetricIdentity& b = later.metric;
  if (a.currency != b.currency) {
    money.refuse(fmt::format("currency differs: {} before, {} now", a.currency.code(), b.currency.code()));
  }
  if (a.id != b.id) {
    money.refuse(fmt::format("metric differs: {} before, {} now", a.id, b.id));
  } else if (a.version != b.version) {
    money.refuse(fmt::format("metric {} has another version: {} before, {} now", a.id, a.version, b.version));
  } else if (a.hash != b.hash) {
    money.refuse(fmt::format("metric {} version {} was defined otherwise: {} ({}) before, {} ({}) now", a.id, a.version,
                             a.definition, short_hash(a.hash), b.definition, short_hash(b.hash)));
  }
  if (!same_window(earlier.money_window, later.money_window)) {
    money.refuse(fmt::format("money window differs: {} before, {} now", window_text(earlier.money_window),
                             window_text(later.money_window)));
  }
}

/// A cycle whose money window has not ended is shown "so far" and never subtracted.
void judge_open(const SnapshotHeader& header, Opinion& money) {
  const DayInterval& window = header.money_window;
  if (window.first == Day::min() || header.as_of >= Instant{window.end}) return;
  const int64_t day = (std::chrono::floor<std::chrono::days>(header.as_of) - window.first).count() + 1;
  money.refuse(fmt::format("{} is not over: so far, day {} of {} (known as of {}, window {})", to_string(header.name),
                           std::max<int64_t>(day, 0), window.days(), to_string(header.as_of), interval_text(window)));
}

void judge_cycles(const SnapshotHeader& earlier, const SnapshotHeader& later, Opinion& money) {
  if (later.interval.first < earlier.interval.first) {
    money.refuse(fmt::format("{} does not come after {}", to_string(later.name), to_string(earlier.name)));
  }
  if (!same_length(earlier.interval, later.interval)) {
    money.refuse(fmt::format("cycle length differs: {} before ({}), {} now ({})", length_text(earlier.interval),
                             interval_text(earlier.interval), length_text(later.interval),
                             interval_text(later.interval)));
  }
  judge_open(earlier, money);
  judge_open(later, money);
}

void judge_population(const SnapshotHeader& earlier, const SnapshotHeader& later, Opinion& money) {
  if (earlier.population_hash != later.population_hash) {
    money.bridge(
        fmt::format("population rule differs: {} before, {} now; the members of both are compared, entries and exits "
                    "are lines of their own",
                    short_hash(earlier.population_hash), short_hash(later.population_hash)));
  }
  if (earlier.segments.dimensions != later.segments.dimensions) {
    const auto names = [](const SegmentScheme& scheme) {
      return scheme.dimensions.empty() ? std::string{"none"} : fmt::format("{}", fmt::join(scheme.dimensions, ", "));
    };
    money.note(fmt::format("segments differ: {} before, {} now; only the whole is compared", names(earlier.segments),
                           names(later.segments)));
  }
}

bool same_states(const std::vector<StateSpec>& a, const std::vector<StateSpec>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const StateSpec& x, const StateSpec& y) { return x.name == y.name && x.money == y.money; });
}

std::string states_text(const std::vector<StateSpec>& states) {
  std::string text;
  for (const StateSpec& state : states) {
    if (!text.empty()) text += ", ";
    text += state.name;
  }
  return text;
}

std::optional<uint8_t> index_of(const std::vector<StateSpec>& states, std::string_view name) {
  for (size_t i = 0; i < states.size(); ++i) {
    if (states[i].name == name) return static_cast<uint8_t>(i);
  }
  return std::nullopt;
}

std::string instrument_text(const InstrumentIdentity& instrument) {
  return fmt::format("{} version {} ({})", instrument.id, instrument.version, short_hash(instrument.hash));
}

std::string rows_text(const InstrumentIdentity& instrument) {
  return instrument.rows.empty() ? "all rows" : instrument.rows;
}

/// The declared map old state -> new state as indices; a state that is left out keeps its name when the new scheme has
/// it.
void judge_bridge(const SnapshotHeader& earlier, const SnapshotHeader& later, Opinion& states,
                  std::vector<uint8_t>& map) {
  map.clear();
  for (const StateSpec& state : earlier.states) {
    std::string target = state.name;
    for (const auto& [from, to] : later.instrument.bridge) {
      if (from == state.name) target = to;
    }
    const std::optional<uint8_t> index = index_of(later.states, target);
    if (!index) {
      states.refuse(fmt::format("the bridge from {} to {} says nothing of the state \"{}\"",
                                instrument_text(earlier.instrument), instrument_text(later.instrument), state.name));
      map.clear();
      return;
    }
    map.push_back(*index);
  }
  states.bridge(
      fmt::format("instrument changed: {} before, {} now; the states of before are read as {} by the declared bridge",
                  instrument_text(earlier.instrument), instrument_text(later.instrument), states_text(later.states)));
}

void judge_changed_instrument(const SnapshotHeader& earlier, const SnapshotHeader& later, Opinion& states,
                              std::vector<uint8_t>& map) {
  const InstrumentIdentity& a = earlier.instrument;
  const InstrumentIdentity& b = later.instrument;
  const std::string both = fmt::format("{} before, {} now", instrument_text(a), instrument_text(b));
  if (b.version < a.version || b.version > a.version + 1) {
    states.refuse(fmt::format("instrument changed: {}; a change is declared from one version to the next only", both));
  } else if (b.change == "changed" && !b.bridge.empty()) {
    judge_bridge(earlier, later, states, map);
  } else if (b.change == "changed") {
    const std::string note = b.note.empty() ? std::string{} : fmt::format(" ({})", b.note);
    states.refuse(fmt::format("instrument changed without a bridge: {}{}", both, note));
  } else if (b.change == "same" && a.hash == b.hash) {
    states.note(fmt::format("instrument has another version and is declared the same: {}", both));
  } else if (b.change != "text_fix" && b.change != "added" && a.rows != b.rows) {
    states.refuse(fmt::format("other rows of the inputs count, and the change is not declared: {} before, {} now",
                              rows_text(a), rows_text(b)));
  } else if (b.change != "text_fix" && b.change != "added") {
    states.refuse(fmt::format("instrument differs, and its change is not declared: {}", both));
  } else if (!same_states(earlier.states, later.states)) {
    states.refuse(
        fmt::format("states differ: {} before, {} now", states_text(earlier.states), states_text(later.states)));
  } else {
    const std::string note = b.note.empty() ? std::string{} : fmt::format(" ({})", b.note);
    states.note(fmt::format("instrument has a declared {}: {}{}", b.change, both, note));
  }
}

void judge_direct(const SnapshotHeader& earlier, const SnapshotHeader& later, Opinion& states,
                  std::vector<uint8_t>& map) {
  const InstrumentIdentity& a = earlier.instrument;
  const InstrumentIdentity& b = later.instrument;
  if (earlier.plugin.id != later.plugin.id) {
    states.refuse(fmt::format("plugin differs: {} before, {} now", earlier.plugin.id, later.plugin.id));
  } else if (earlier.plugin.version != later.plugin.version) {
    states.note(fmt::format("plugin {} has another version: {} before, {} now", later.plugin.id, earlier.plugin.version,
                            later.plugin.version));
  }
  if (a.id != b.id) {
    states.refuse(fmt::format("instrument differs: {} before, {} now", a.id, b.id));
  } else if (a.hash != b.hash || a.version != b.version) {
    judge_changed_instrument(earlier, later, states, map);
  } else if (!same_states(earlier.states, later.states)) {
    states.refuse(
        fmt::format("states differ: {} before, {} now", states_text(earlier.states), states_text(later.states)));
  }
}

/// Whether two cycles asked the same form, whichever came first.
bool is_same_form(const SnapshotHeader& a, const SnapshotHeader& b) {
  Opinion states;
  std::vector<uint8_t> map;
  const bool in_order = a.interval.first <= b.interval.first;
  judge_direct(in_order ? a : b, in_order ? b : a, states, map);
  return states.verdict == Verdict::same;
}

bool is_same_metric(const MetricIdentity& a, const MetricIdentity& b) {
  return a.id == b.id && a.version == b.version && a.hash == b.hash;
}

/// Waves of one audience and one metric that lead from form to form.
class WaveSearch {
 public:
  WaveSearch(const SnapshotHeader& earlier, const SnapshotHeader& later, const BridgeWaves& waves)
      : earlier_(earlier), later_(later) {
    for (const WaveForms& wave : waves.measured) {
      if (wave.new_form.name.audience == later.name.audience) mine_.push_back(&wave);
    }
  }

  /// The shortest chain, the first break first; empty when none leads there.
  std::vector<const WaveForms*> chain() const {
    std::vector<std::vector<const WaveForms*>> ways;
    std::vector<const WaveForms*> reached;
    for (const WaveForms* wave : mine_) {
      if (!weighs_alike(*wave) || !is_same_form(earlier_, wave->old_form)) continue;
      ways.push_back({wave});
      reached.push_back(wave);
    }
    // Grows while it is walked; a wave that is reached is never reached again by a longer way.
    for (size_t at = 0; at < ways.size(); ++at) {
      if (is_same_form(ways[at].back()->new_form, later_)) return ways[at];
      for (const WaveForms* wave : mine_) {
        const bool is_known = std::find(reached.begin(), reached.end(), wave) != reached.end();
        if (is_known || !weighs_alike(*wave) || !is_same_form(ways[at].back()->new_form, wave->old_form)) continue;
        std::vector<const WaveForms*> longer = ways[at];
        longer.push_back(wave);
        ways.push_back(std::move(longer));
        reached.push_back(wave);
      }
    }
    return {};
  }

  /// Why each of them does not lead there.
  void tell_unfit(Opinion& states) const {
    for (const WaveForms* wave : mine_) {
      if (!weighs_alike(*wave)) {
        states.note(fmt::format("bridge wave \"{}\" weighs its members by {}, not by {}", wave->name,
                                wave->new_form.metric.id, later_.metric.id));
      } else {
        states.note(fmt::format("bridge wave \"{}\" leads from {} to {}", wave->name,
                                instrument_text(wave->old_form.instrument),
                                instrument_text(wave->new_form.instrument)));
      }
    }
  }

 private:
  bool weighs_alike(const WaveForms& wave) const {
    return is_same_metric(wave.old_form.metric, wave.new_form.metric) &&
           is_same_metric(wave.new_form.metric, later_.metric);
  }

  const SnapshotHeader& earlier_;
  const SnapshotHeader& later_;
  std::vector<const WaveForms*> mine_;
};

/// How two instruments are compared that nothing but a bridge wave could link.
void tell_way_out(const SnapshotHeader& earlier, const SnapshotHeader& later, const BridgeWaves& waves,
                  Opinion& states) {
  bool declared = false;
  for (const BridgeWaves::Missing& wave : waves.missing) {
    if (wave.snapshot.audience != later.name.audience) continue;
    declared = true;
    states.note(fmt::format("bridge wave \"{}\" is not measured yet: the store has no {}", wave.name,
                            to_string(wave.snapshot)));
  }
  if (declared) return;
  if (earlier.plugin.id == later.plugin.id && earlier.instrument.version == later.instrument.version &&
      earlier.instrument.rows != later.instrument.rows) {
    states.note("if nothing else has changed, declare it: instrument = { change = \"text_fix\", note = \"...\" }");
    return;
  }
  states.note(
      fmt::format("to compare, ask both forms in one cycle and declare [[bridge]]: old = the measurement with {}, "
                  "new = the one with {}",
                  instrument_text(earlier.instrument), instrument_text(later.instrument)));
}

/// Fieldwork that was still open when it was counted says nothing final of states.
void judge_fieldwork(const SnapshotHeader& header, Opinion& states) {
  if (header.as_of >= header.closes) return;
  states.refuse(fmt::format("{} was still being asked: known as of {}, closes {}", to_string(header.name),
                            to_string(header.as_of), to_string(header.closes)));
}

/// The bridge waves that link two instruments which are not comparable by themselves; what there is to say instead goes
/// to `states`.
std::vector<const WaveForms*> find_waves(const SnapshotHeader& earlier, const SnapshotHeader& later,
                                         const BridgeWaves& waves, Opinion& states) {
  Opinion direct;
  std::vector<uint8_t> map;
  judge_direct(earlier, later, direct, map);
  // The two halves of one wave are no two cycles.
  if (direct.verdict != Verdict::not_comparable || earlier.interval == later.interval) return {};
  const WaveSearch search(earlier, later, waves);
  std::vector<const WaveForms*> chain = search.chain();
  if (chain.empty()) {
    search.tell_unfit(states);
    tell_way_out(earlier, later, waves, states);
  }
  return chain;
}

void tell_waves(const SnapshotHeader& earlier, const SnapshotHeader& later, std::span<const WaveForms* const> chain,
                Opinion& states) {
  const std::string note = later.instrument.note.empty() ? std::string{} : fmt::format(" ({})", later.instrument.note);
  states.bridge(fmt::format("instrument changed: {} before, {} now{}", instrument_text(earlier.instrument),
                            instrument_text(later.instrument), note));
  for (const WaveForms* wave : chain) {
    states.note(
        fmt::format("bridged by a bridge wave, \"{}\": both forms were asked, the old one in {}, the new one "
                    "in {}",
                    wave->name, to_string(wave->old_form.name), to_string(wave->new_form.name)));
    for (const SnapshotHeader* half : {&wave->old_form, &wave->new_form}) {
      if (half->outcome == Outcome::complete) continue;
      for (const std::string& reason : half->reasons)
        states.note(fmt::format("{} is partial: {}", to_string(half->name), reason));
    }
  }
  if (chain.size() > 1) {
    states.note(
        fmt::format("{} breaks in a row: the error of each bridge wave is added, so little of a change can be "
                    "told apart from none",
                    chain.size()));
  }
}

void judge_instrument(const SnapshotHeader& earlier, const SnapshotHeader& later, const BridgeWaves& waves,
                      Opinion& states, Comparability& result) {
  Opinion hints;
  const std::vector<const WaveForms*> chain = find_waves(earlier, later, waves, hints);
  if (chain.empty()) {
    judge_direct(earlier, later, states, result.state_map);
    for (std::string& hint : hints.reasons) states.note(std::move(hint));
    return;
  }
  tell_waves(earlier, later, chain, states);
  for (const WaveForms* wave : chain) {
    result.waves.push_back({wave->name, wave->old_form.name, wave->new_form.name});
    judge_fieldwork(wave->old_form, states);
    judge_fieldwork(wave->new_form, states);
  }
}

/// A random sample and volunteers answer differently; estimates rest on how members were asked.
void judge_asked(const SnapshotHeader& earlier, const SnapshotHeader& later, Opinion& states) {
  if (earlier.asked == later.asked) return;
  states.note(
      fmt::format("members were asked otherwise: {} before, {} now", to_string(earlier.asked), to_string(later.asked)));
}

}  // namespace

Comparability judge(const SnapshotHeader& earlier, const SnapshotHeader& later, const BridgeWaves& waves) {
  Opinion money;
  judge_metric(earlier, later, money);
  judge_cycles(earlier, later, money);
  judge_population(earlier, later, money);
  Opinion states = money;  // state figures carry money: what forbids the one forbids the other
  Comparability result;
  judge_instrument(earlier, later, waves, states, result);
  judge_asked(earlier, later, states);
  judge_fieldwork(earlier, states);
  judge_fieldwork(later, states);
  result.money = money.verdict;
  result.money_reasons = std::move(money.reasons);
  result.states = states.verdict;
  result.state_reasons = std::move(states.reasons);
  if (result.states == Verdict::not_comparable) {
    result.state_map.clear();
    result.waves.clear();
  }
  if (result.states == Verdict::bridged && result.follows_members() && result.state_map.empty()) {
    for (size_t i = 0; i < later.states.size(); ++i) result.state_map.push_back(static_cast<uint8_t>(i));
  }
  return result;
}

}  // namespace vk
