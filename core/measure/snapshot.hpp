#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/audience/frame.hpp"
#include "core/base/outcome.hpp"
#include "core/base/packed_doubles.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/money/exchange.hpp"
#include "core/money/money.hpp"
#include "core/plan/occurrence.hpp"
#include "core/table/source_format.hpp"

namespace vk {

/// AAPOR disposition of a frame member. Stored and part of the plugin contract; do not renumber.
enum class Disposition : uint8_t {
  complete = 0,
  partial = 1,
  refusal = 2,
  non_contact = 3,
  other = 4,
  unknown = 5,
  not_eligible = 6,
  not_sampled = 7,
  suppressed = 8,
};
inline constexpr size_t kDispositions = 9;
std::string_view to_string(Disposition disposition);

/// State codes: index into the state scheme, or one of these.
inline constexpr uint8_t kUnmeasured = 255;  ///< in the frame, no state
inline constexpr uint8_t kAbsent = 254;      ///< not in the frame (only in comparisons)
inline constexpr size_t kMostStates = 250;

/// Bits of Snapshot::activity.
inline constexpr uint8_t kActive = 1;        ///< at least one transaction in the metric's window, also one of amount 0
inline constexpr uint8_t kActiveBefore = 2;  ///< a transaction before the window

/// A money metric as it stood: the ruler. Two figures compare only when version and hash agree.
struct MetricIdentity {
  std::string id;
  int64_t version = 1;
  std::string hash;  ///< SHA-256 of the definition's canonical text
  Currency currency;
  std::string definition;  ///< the canonical text, for people
};

struct InstrumentIdentity {
  std::string id;
  int64_t version = 1;
  std::string hash;    ///< SHA-256 of plugin id, options, state scheme and `rows` in canonical text
  std::string change;  ///< same, text_fix, added, changed: how it relates to the version before
  std::vector<std::pair<std::string, std::string>> bridge;  ///< old state -> new state, when declared
  std::string note;
  std::string rows;  ///< which rows of its inputs count, such as "answers where q1 >= 4"; empty = all
};

struct PluginProvenance {
  std::string id;
  std::string version;
  std::string sha256;  ///< of the library's bytes
};

/// A further column of a snapshot, by name: flags (reasons and wishes, 0/1) and scores.
struct FlagColumn {
  std::string name;             ///< "reason_price", "wish_call"
  std::vector<uint8_t> values;  ///< per member; 255 = not answered
};
struct ScoreColumn {
  std::string name;
  PackedDoubles values;  ///< per member; NaN = none
};

/// The money of each member in one currency, before it was converted: minor units of it.
struct LocalMoney {
  Currency currency;
  std::vector<int64_t> values;
};

/// What real money of a snapshot was deflated with.
struct PriceBasis {
  std::string source;  ///< of the indices, as the calendar names it
  std::string base;    ///< label of the period whose money it is
  std::string rows;    ///< condition of the rows that count; empty = all

  bool operator==(const PriceBasis&) const = default;
};

/// Everything about a snapshot that is not a column: definitions, provenance, totals.
struct SnapshotHeader {
  OccurrenceName name;
  uint32_t revision = 1;
  std::string revision_reason;  ///< empty for revision 1
  DayInterval interval;         ///< the cycle
  DayInterval money_window;     ///< the days whose transactions count; {min, end} for "all"
  Instant opens{};
  Instant closes{};
  Instant as_of{};  ///< knowledge date: the run's clock
  std::string calendar_hash;
  std::string population_hash;
  MetricIdentity metric;
  InstrumentIdentity instrument;
  PluginProvenance plugin;
  std::vector<StateSpec> states;
  Asked asked = Asked::everybody;
  std::optional<SampleDesign> sample;  ///< nothing: no sample was drawn
  SegmentScheme segments;
  std::vector<SourceProvenance> sources;
  Outcome outcome = Outcome::complete;
  std::vector<std::string> reasons;  ///< why partial
  uint64_t members = 0;
  uint64_t rows_of_nobody = 0;  ///< answer or money rows whose key is in no audience
  Money money_of_nobody;
  uint64_t rows_skipped = 0;
  std::map<Currency, DecimalRatio> rates;  ///< of the cycle, to the metric's currency; empty: nothing is converted
  std::optional<PriceBasis> prices;        ///< nothing: no real money is kept
  Money base;                              ///< sum of money = secured + at_risk + leaving + unmeasured
};

/// The immutable result of an occurrence: one row a frame member, asked or not; parallel columns sorted by subject
/// number.
struct Snapshot {
  SnapshotHeader header;
  std::vector<SubjectNumber> subjects;
  std::vector<uint8_t> state;          ///< index into header.states, or kUnmeasured
  std::vector<uint8_t> disposition;    ///< Disposition
  std::vector<uint16_t> segment;       ///< index into header.segments.tuples
  std::vector<int64_t> money;          ///< minor units of header.metric.currency
  std::vector<uint8_t> activity;       ///< kActive | kActiveBefore
  std::vector<uint32_t> consent_mask;  ///< empty or per member
  std::vector<std::string> consent_channels;
  std::vector<uint8_t> money_class;  ///< class of money at the draw; empty without one
  std::vector<FlagColumn> flags;
  std::vector<ScoreColumn> scores;
  std::vector<LocalMoney> local;  ///< by currency, of metrics that convert; empty otherwise
  std::vector<LocalMoney> real;   ///< by currency, in money of the base period; only with header.prices

  size_t size() const { return subjects.size(); }
};

/// What one snapshot says by state: the figures of a single cycle. Made from a snapshot in one pass.
struct StateTotals {
  struct Line {
    uint64_t members = 0;
    int64_t money = 0;
    uint64_t active = 0;
  };
  std::vector<std::vector<Line>> by_segment;  ///< [segment][state]; the last state index (states.size()) is unmeasured
  std::array<uint64_t, kDispositions> dispositions{};

  /// Sum over segments of one state (index states.size() = unmeasured).
  Line total(size_t state) const;
};

/// Counts a snapshot by segment and state. Checks the law secured + at_risk + leaving + unmeasured = base (VK_CHECK).
StateTotals count_states(const Snapshot& snapshot);

class MemberSource;
/// The same from slices, in the memory of one.
StateTotals count_states(MemberSource& members);

}  // namespace vk
