#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/base/instant.hpp"
#include "core/config/config_value.hpp"
#include "core/money/currency.hpp"
#include "core/money/cycle_rates.hpp"
#include "core/money/price_index.hpp"
#include "core/table/source_format.hpp"

namespace vk {

class HolidaySet;
struct RetailYear;
struct RecurrenceRule;

/// A text from the calendar with where it stands, so that later stages can point at it.
struct PlacedText {
  std::string text;
  SourcePosition at;

  bool empty() const { return text.empty(); }
};

/// [source.NAME]: where rows come from.
struct SourceSpec {
  std::string name;
  SourcePosition at;
  PlacedText csv;  ///< path pattern relative to the calendar; {cycle} and * are filled per occurrence
  SourceFormat format;
  PlacedText subject;                     ///< column that joins rows to members
  PlacedText date;                        ///< column with the row's day
  std::map<std::string, CellKind> types;  ///< [source.NAME.types]; other columns are read as text
};

/// How a register lists its members.
enum class MemberRows {
  one_row_each,  ///< a key twice is an error
  transactions,  ///< every key with a row dated before the end of the cycle is a member; its first row gives the
                 ///< segments
};

struct AudienceSpec {
  std::string name;
  SourcePosition at;
  PlacedText register_source;  ///< key `register`
  PlacedText key;              ///< column with the subject key
  MemberRows members = MemberRows::one_row_each;
  std::vector<PlacedText> segments;           ///< columns that split the audience
  std::map<std::string, PlacedText> consent;  ///< channel -> register column that holds yes/no
  PlacedText timezone;                        ///< empty = the calendar's
  std::vector<PlacedText> holidays;           ///< empty = the calendar's
  std::optional<int32_t> at_seconds;          ///< local time of day; nothing = the measurement's
  /// The files behind `holidays`, or the calendar's; nothing when neither names any.
  std::shared_ptr<const HolidaySet> holiday_set;  // shared: calendars are copied, holidays never change
};

/// What a metric's window is counted from.
struct MetricWindow {
  enum class Kind { all, cycle, before_opens, before_closes };
  Kind kind = Kind::all;
  int64_t count = 0;  ///< of unit, for before_*
  enum class Unit { day, week, month } unit = Unit::day;
  std::string text = "all";  ///< as written; part of the definition
};

struct MetricSpec {
  std::string name;
  SourcePosition at;
  int64_t version = 1;
  PlacedText source;
  PlacedText sum;  ///< money column
  MetricWindow window;
  Currency currency;
  PlacedText currency_column;     ///< when rows name their currency; a row in another one is a bad row without `rates`
  std::optional<RateRule> rates;  ///< converts rows in other currencies at the cycle's rates; nothing: it refuses them
  SourcePosition rates_at;
  bool real = false;  ///< amounts are kept in money of the base period of [prices] as well
  SourcePosition real_at;
};

/// [rates]: where exchange rates come from.
struct RatesSpec {
  SourcePosition at;
  PlacedText source;
  PlacedText currency;  ///< column with the other currency's code
  PlacedText rate;      ///< column with the rate
  Currency base;        ///< that the rates lead to; the calendar's when it says none
  RateQuote quote = RateQuote::per_own;
};

/// [prices]: where price indices come from, and the period whose money real amounts are in.
struct PricesSpec {
  SourcePosition at;
  PlacedText source;
  PlacedText period;    ///< column with the period
  PlacedText currency;  ///< column with the currency's code; empty = all is of the calendar's currency
  PlacedText index;     ///< column with the index
  PlacedText base;      ///< label of the base period
  DayInterval base_days;
};

/// What money a state stands for.
enum class MoneyClass { secured = 0, at_risk = 1, leaving = 2 };
std::string_view to_string(MoneyClass money_class);

struct StateSpec {
  std::string name;
  MoneyClass money = MoneyClass::secured;
};

/// A kind of cycle.
enum class Every {
  once,
  year,
  half_year,
  quarter,
  month,
  week,
  fiscal_year,
  fiscal_half_year,
  fiscal_quarter,
  fiscal_period,  ///< a month of the fiscal year
  retail_year,    ///< of 52 or 53 whole weeks
  retail_quarter,
  retail_period,
  rule,   ///< the days of a recurrence rule
  dates,  ///< the days of a list
};
std::string_view to_string(Every every);

/// Where years of twelve months begin that are not the calendar's.
struct FiscalYear {
  std::chrono::month_day starts{std::chrono::January, std::chrono::day{1}};
  bool named_after_start = false;  ///< else after the year in which it ends
};

/// One entry of `dates`.
struct ListedDate {
  std::string label;
  Day day{};
};

enum class IfClosedDay { keep, following, modified_following, preceding, modified_preceding, nearest };
enum class IfMissing { skip, last_day, next_day };
enum class CatchUp { while_open, all, latest, none };
enum class OnError { fail, skip, retry };
enum class Overlap { allow, skip, wait };

/// When something happens: the keys that measurements, content and reports share. Phrases are kept as written and read
/// by core/calendar/phrase.hpp.
struct ScheduleSpec {
  Every every = Every::year;
  int step = 1;                                ///< of months and weeks: every so many
  std::vector<std::string> only;               ///< "03", "Q1", "even years": the cycles that count; empty = all
  PlacedText rule_text;                        ///< key `rrule`, with every = rule
  std::shared_ptr<const RecurrenceRule> rule;  // shared: schedules are copied, rules never change
  std::vector<ListedDate> dates;               ///< with every = dates
  PlacedText opens;                            ///< date phrase read inside the cycle
  int32_t at_seconds = 9 * 3600;               ///< local time of day
  PlacedText closes;                           ///< phrase for the last open day; or
  PlacedText stays_open;                       ///< "2 weeks", "10 business days", "5 days"
  std::optional<int32_t> closes_at_seconds;    ///< local time on the last day; nothing: it is open to its end
  PlacedText spread;  ///< "4 business days": how far the audiences' openings are drawn apart; empty = not
  std::vector<PlacedText> remind;
  std::map<std::string, PlacedText> quiet;  ///< quiet period -> its rule for this schedule; placed at the name
  IfClosedDay if_closed_day = IfClosedDay::keep;
  bool if_closed_day_given = false;  ///< false: an opening on a closed day is warned of (W501)
  IfMissing if_missing = IfMissing::skip;
  bool if_missing_given = false;  ///< false: cycles without their day are warned of (W503)
  std::optional<Day> from;        ///< first and last nominal day, both included
  std::optional<Day> until;
  std::optional<Day> counted_from;  ///< what rhythms and rules count from when that is not `from`
  CatchUp catch_up = CatchUp::while_open;
  int64_t catch_up_limit = 10;
  Overlap overlap = Overlap::allow;
  int64_t tolerance_seconds = 3600;  ///< an opening within it is not late
};

/// How those who were measured came to be measured.
enum class Asked {
  everybody,      ///< who is silent chose so
  random_sample,  ///< drawn at random inside each segment
  self_selected,  ///< whoever came
};
std::string_view to_string(Asked asked);

/// An instrument: what was asked or read, with version; classes of change are text_fix, added, changed.
struct InstrumentSpec {
  std::string id;
  int64_t version = 1;
  /// How this version relates to the one before: "same", "text_fix", "added", "changed".
  std::string change = "same";
  /// For "changed": the state scheme of the old version mapped on the new one (old state -> new state), when states
  /// nest; a bridge.
  std::map<std::string, std::string> bridge;
  std::string note;  ///< why, shown with the verdict
};

/// Where a plugin runs: in a process of its own, or in the program.
enum class Isolation { process, none };

/// What becomes of plugins that plugins.lock.toml does not approve, or that others may write: they are used, used with
/// a warning, or not used.
enum class PluginTrust { off, warn, require };

/// The file beside the calendar that approves plugins. It is no part of the calendar.
inline constexpr const char* kPluginLockFile = "plugins.lock.toml";

/// What a plugin in a process of its own may use at most.
struct PluginLimits {
  std::chrono::milliseconds start{std::chrono::seconds{10}};    ///< until it is loaded
  std::chrono::milliseconds silence{std::chrono::minutes{10}};  ///< between two signs of life
  std::chrono::milliseconds total{std::chrono::hours{2}};       ///< waited for in one occurrence
  std::chrono::milliseconds grace{std::chrono::seconds{2}};     ///< between asking to stop, SIGTERM and SIGKILL
  std::chrono::seconds cpu{std::chrono::hours{2}};
  uint64_t memory_mib = 4096;
};

/// How an item's plugin is run.
struct PluginHosting {
  Isolation isolation = Isolation::process;
  PluginLimits limits;
};

/// How an item asks or tells people, as far as contact rules see it.
struct ContactKeys {
  int64_t priority = 50;                ///< 1 goes before 2 when two items meet at a person
  std::optional<int64_t> max_contacts;  ///< more than these, and nobody is contacted
};

/// [measurement.sample]: whom of its members a measurement asks.
struct SampleSpec {
  SourcePosition at;
  int64_t size = 0;        ///< people to ask; 0 = as many as half_width needs
  int64_t half_width = 0;  ///< of the 95 % interval of a state's money, whole units of its currency; 0 = as it comes
  std::vector<PlacedText> by;  ///< segment columns that split the draw; empty = all of the audience's
  int64_t response = 10'000;   ///< hundredths of a percent of those asked that are expected to answer
  int64_t least = 5;           ///< answers expected from every stratum
  int64_t keep = 0;            ///< hundredths of a percent asked again in the next cycle
  int64_t rest_days = 0;       ///< nobody whom a measurement asked within as many days is drawn
  std::string salt;            ///< of the permanent random numbers; empty = the calendar's name
};

/// What one figure makes of the answers to a question.
enum class FigureKind {
  nps,    ///< promoters (9 and 10) minus detractors (0 to 6) in points
  csat,   ///< share of the satisfied
  share,  ///< share of the answers in a range
  mean,
  median,
  quantile,
};
std::string_view to_string(FigureKind kind);

/// One figure that reports make of a score or a flag which the plugin keeps of each member.
struct FigureSpec {
  std::string name;  ///< as reports call it
  SourcePosition at;
  FigureKind kind = FigureKind::mean;
  PlacedText of;                ///< name of the score or flag
  std::optional<int64_t> from;  ///< csat and share: least answer that counts
  std::optional<int64_t> to;    ///< csat and share: greatest answer that counts
  int64_t quantile = 5'000;     ///< hundredths of a percent, with median and quantile
};

struct MeasurementSpec {
  std::string id;
  std::string was;  ///< an earlier id, so that its past stays its own
  SourcePosition at;
  std::string title;
  std::string owner;
  std::vector<PlacedText> audiences;   ///< each is measured by itself, in the order of `spread`
  bool first_audience_counts = false;  ///< key `members_of_several`: whoever is in several belongs to the first alone
  PlacedText after;                    ///< measurement whose cycles it takes over; empty = it has its own
  PlacedText channel;                  ///< by which it asks its members; empty = it asks nobody
  std::optional<SampleSpec> sample;    ///< nothing: it asks everybody
  std::vector<PlacedText> to;          ///< "folder:lists", for the list of those who are asked
  ContactKeys contact;
  PlacedText plugin;
  ScheduleSpec schedule;
  PlacedText money;  ///< metric name
  std::vector<StateSpec> states;
  Asked asked = Asked::everybody;
  std::vector<FigureSpec> figures;           ///< what else reports tell of the answers
  std::map<std::string, PlacedText> inputs;  ///< plugin's table name -> source name
  ConfigTable options;                       ///< the plugin's parameters, checked against its schema by plugin_host
  OnError on_error = OnError::fail;
  int64_t retries = 2;  ///< with on_error = "retry"
  PluginHosting hosting;
  InstrumentSpec instrument;
};

struct ContentSpec {
  std::string id;
  SourcePosition at;
  std::string title;
  std::string owner;
  PlacedText plugin;
  PlacedText after;  ///< measurement id
  ContactKeys contact;
  std::map<std::string, int64_t> capacity;  ///< channel -> most contacts
  int64_t holdout = 0;                      ///< hundredths of a percent kept without it; 0 = nobody
  std::vector<PlacedText> to;               ///< "folder:lists"
  std::map<std::string, PlacedText> inputs;
  ConfigTable options;
  OnError on_error = OnError::fail;
  int64_t retries = 2;
  PluginHosting hosting;
};

struct ReportSpec {
  std::string id;
  SourcePosition at;
  std::string title;
  std::vector<PlacedText> after;                      ///< measurement and content ids
  std::string compare = "same occurrence last year";  ///< or "previous occurrence", "none"
  std::vector<std::string> formats;                   ///< html, md, json, csv
  std::vector<PlacedText> to;                         ///< "folder:reports"
};

struct QuietSpec {
  std::string name;
  SourcePosition at;
  PlacedText from;
  PlacedText to;
  std::string rule;  ///< skip | shift after | shift before | shorten | allow
};

/// Rules are bits of one number.
inline constexpr size_t kMostContactRules = 64;

/// A stretch of time in which contacts are counted: a calendar period, or any so many days in a row.
struct ContactPeriod {
  enum class Kind { days, week, month, quarter, year } kind = Kind::days;
  int32_t days = 0;  ///< with Kind::days
};

/// What a contact rule limits.
enum class ContactLimit {
  rest,             ///< days between two contacts
  at_most,          ///< contacts in a period
  once_per_window,  ///< contacts in one cycle of one item
  pause,            ///< days around the windows of other items
};

/// [[contact]]: how often people may be contacted.
struct ContactRuleSpec {
  std::string name;
  SourcePosition at;
  std::vector<PlacedText> audiences;        ///< contacts made there count; empty = in all
  std::vector<PlacedText> items;            ///< measurement and content ids; empty = all
  std::vector<PlacedText> channels;         ///< empty = all
  std::map<std::string, PlacedText> where;  ///< segment column, or channel with consent -> what a person must have
  ContactLimit limit = ContactLimit::rest;
  int32_t rest_days = 0;                               ///< with rest
  int64_t at_most = 0;                                 ///< with at_most
  ContactPeriod per;                                   ///< with at_most
  std::map<std::string, int32_t, std::less<>> weight;  ///< with at_most: item -> for how many contacts one counts
  std::map<std::string, SourcePosition> weight_at;     ///< item -> where its weight stands
  std::vector<PlacedText> around;                      ///< with pause: measurement and content ids
  int32_t days_before = 0;                             ///< with pause
  int32_t days_after = 0;                              ///< with pause
  std::optional<int32_t> delay_days;  ///< moves a contact by at most this instead of leaving the person out
};

/// [[bridge]]: one cycle in which both forms of an instrument were asked, so that cycles by the one can be compared
/// with cycles by the other.
struct BridgeSpec {
  std::string name;
  SourcePosition at;
  PlacedText old_form;  ///< measurement that asks it
  PlacedText new_form;
  PlacedText cycle;  ///< label, of both
};

/// [disclosure]: what a report tells of one customer at most.
struct DisclosureSpec {
  int64_t least = 3;          ///< members behind a figure
  int64_t dominance = 1'000;  ///< hundredths of a percent: nobody may know the biggest closer than this
};

/// One organisation's year as its analysts wrote it, checked as far as one can without data and plugins.
struct AnnualCalendar {
  std::filesystem::path folder;   ///< the calendar's own; paths are relative to it
  std::vector<ConfigText> texts;  ///< the files, for excerpts in later diagnostics
  std::string hash;               ///< SHA-256 over the files' bytes in name order
  std::string name;
  std::string language = "en";
  std::string timezone = "UTC";
  SourcePosition timezone_at;
  Currency currency;
  std::vector<PlacedText> holidays;
  std::shared_ptr<const HolidaySet> holiday_set;  ///< the files behind `holidays`; nothing when it names none
  FiscalYear fiscal_year;
  std::shared_ptr<const RetailYear> retail_year;  ///< nothing when the calendar does not say
  int32_t freeze_days = 0;  ///< what opens within them is announced: an edit moves it only when somebody says so
  std::vector<QuietSpec> quiet;
  std::vector<ContactRuleSpec> contact_rules;  ///< at most kMostContactRules
  std::vector<std::string> plugin_dirs;        ///< plugins.dirs
  PluginTrust plugin_trust = PluginTrust::warn;
  std::optional<DisclosureSpec> disclosure;  ///< nothing: reports tell every figure
  std::optional<RatesSpec> rates;            ///< nothing: no money is converted
  std::optional<PricesSpec> prices;          ///< nothing: no money is deflated
  std::string store = "vuosikello.db";       ///< path of the store, relative to the calendar
  std::vector<SourceSpec> sources;
  std::vector<AudienceSpec> audiences;
  std::vector<MetricSpec> metrics;
  std::vector<MeasurementSpec> measurements;
  std::vector<ContentSpec> contents;
  std::vector<ReportSpec> reports;
  std::vector<BridgeSpec> bridges;

  const SourceSpec* find_source(std::string_view name) const;
  const AudienceSpec* find_audience(std::string_view name) const;
  const MetricSpec* find_metric(std::string_view name) const;
  const MeasurementSpec* find_measurement(std::string_view id) const;
  const ContentSpec* find_content(std::string_view id) const;
  const ReportSpec* find_report(std::string_view id) const;
};

}  // namespace vk
