#pragma once
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/base/instant.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/config/config_value.hpp"
#include "core/money/currency.hpp"
#include "core/table/column.hpp"

namespace vk {

enum class PluginKind { measurement, content };
std::string_view to_string(PluginKind kind);

enum class ParameterType { boolean, integer, number, text, choice, date, time, duration, money, rules };

/// One parameter as the plugin declares it; the host parses and checks all values.
struct ParameterDescription {
  std::string key;
  ParameterType type = ParameterType::text;
  bool list = false;
  bool required = false;
  bool secret = false;
  bool deprecated = false;
  std::string unit;
  std::string doc;
  std::string default_toml;  ///< TOML literal; empty = none
  std::string least_toml;
  std::string most_toml;
  std::vector<std::string> choices;  ///< the words of a choice; the keys of rules: "key", "key:type", "key:type?"
};

struct TableColumnDescription {
  std::string name;
  ColumnType type = ColumnType::int64;
  bool required = true;
  bool nullable = false;  ///< false: a missing value is refused before the plugin runs
  std::string doc;
};

/// A table a plugin reads. An open table takes whichever columns the plugin asks for after configure().
struct TableDescription {
  std::string name;
  bool open = false;
  bool required = true;
  std::string doc;
  std::vector<TableColumnDescription> columns;
};

/// What a plugin says of itself: static data, no work done.
struct PluginDescription {
  std::string id;  ///< "survey_state"
  std::string version;
  std::string doc;
  PluginKind kind = PluginKind::measurement;
  bool can_look_back = true;  ///< false: a missed occurrence is closed as missed
  bool needs_network = false;
  bool needs_files = false;
  bool by_member = false;  ///< a member's row depends on that member's rows alone: the audience may come in slices
  std::vector<ParameterDescription> parameters;
  std::vector<TableDescription> tables;
  std::filesystem::path file;
  std::string sha256;  ///< of the library's bytes
};

/// What a plugin is told about the occurrence.
struct PluginContext {
  std::string occurrence;
  std::string cycle;
  DayInterval interval;
  Instant as_of{};
  uint64_t seed = 0;
  std::vector<std::string> states;      ///< names in scheme order
  std::vector<std::string> segments;    ///< labels by code
  std::vector<MoneyClass> state_money;  ///< per state; empty = not known
  Currency currency;                    ///< of all money columns; "XXX" = no money here
  uint64_t batch_rows = 0;              ///< rows of a table that come at once at most; 0 = all
  std::optional<uint64_t> cancel_at;  ///< the run is cancelled when it has taken so many batches; 0 = at its beginning
};

/// A table handed to a plugin by name; column "subject" (int64) is the member's position in the frame.
struct NamedTable {
  std::string name;
  const Table* table = nullptr;
};

/// One configured plugin, ready to run. Not thread-safe except cancel().
class PluginInstance {
 public:
  virtual ~PluginInstance() = default;
  virtual const PluginDescription& description() const = 0;
  /// The columns an open table needs, known after configuration. Empty for closed tables.
  virtual std::vector<std::string> columns_wanted(std::string_view table) = 0;
  /// Runs over the tables and gives the plugin's rows as one table. Throws Error(plugin_failed) with the plugin's own
  /// message.
  virtual Table run(const PluginContext& context, std::span<const NamedTable> tables) = 0;
  /// The same in two steps, so that the caller can make the next tables while a plugin in a process of its own works:
  /// hands over the tables, which are needed no longer when this returns. At most kRunsAtOnce runs may be started whose
  /// rows were not taken.
  virtual void start(const PluginContext& context, std::span<const NamedTable> tables) {
    rows_.push_back(run(context, tables));
  }
  /// The rows of the first run that was started and not taken; waits for them.
  virtual Table take() {
    Table rows = std::move(rows_.front());
    rows_.pop_front();
    return rows;
  }
  static constexpr size_t kRunsAtOnce = 2;
  /// Asks a run to stop soon, from any thread; the run throws Error(cancelled).
  virtual void cancel() = 0;
  /// Says that no more runs come. What was given counts only when this does not throw: a plugin in a process of its own
  /// has to end well, too.
  virtual void finish() {}
  /// What the plugin logged so far, oldest first: "warning: ...". At most 1,000 lines are kept.
  virtual std::vector<std::string> log_lines() const { return {}; }

 private:
  std::deque<Table> rows_;  ///< of a plugin whose runs are over when they have started
};

/// How loud a line of a plugin's log is; the numbers are vk_log_level.
enum class PluginLogLevel : uint8_t { error = 1, warning, note, debug };
/// Where a plugin's lines go, what it writes to stderr among them.
using PluginLog = std::function<void(PluginLogLevel level, const std::string& line)>;

/// What a plugin finds around it in a process of its own, beside what all find there; no result may depend on it.
struct PluginSurroundings {
  std::vector<std::string> variables;  ///< "TZ=Asia/Tokyo", instead of what all get
  std::filesystem::path folder;        ///< the current one; empty = the program's
};

/// Where and within which limits a plugin runs, and who hears of it.
struct PluginSetting {
  PluginHosting hosting;
  PluginLog log;
  PluginSurroundings surroundings;
};

/// The libraries that a calendar's owner approved: what stands in plugins.lock.toml.
struct PluginLock {
  std::map<std::string, std::string> ids;  ///< by the SHA-256 of the library
};

class ForkServer;

/// How a search asks libraries what they are, and which ones it asks.
struct PluginSearch {
  /// Each library is loaded in a process of its own, which comes from here; null = everything happens in this process.
  std::shared_ptr<ForkServer> host;
  /// A file that keeps what libraries said of themselves there, or how they broke, until they change; empty = each is
  /// asked every time.
  std::filesystem::path cache;
  PluginTrust trust = PluginTrust::off;
  std::optional<PluginLock> lock;
};

/// The plugins found on a search path, by id. Loads through Boost.DLL, never unloads.
class PluginLibrary {
 public:
  /// Looks through the folders in order for *.so (a file stands for itself); the first of an id wins, duplicates and
  /// files that do not load are diagnostics (PL0xx, warnings), never silent.
  static PluginLibrary search(std::span<const std::filesystem::path> folders, Diagnostics& diagnostics,
                              const PluginSearch& search);
  /// The same for libraries that are trusted, with a fork server of its own that runs `host`, when that is not empty.
  static PluginLibrary search(std::span<const std::filesystem::path> folders, Diagnostics& diagnostics,
                              std::filesystem::path host = {}, std::filesystem::path cache = {});

  PluginLibrary(PluginLibrary&&) noexcept;
  PluginLibrary& operator=(PluginLibrary&&) noexcept;
  ~PluginLibrary();

  const std::vector<PluginDescription>& descriptions() const;
  const PluginDescription* find(std::string_view id) const;
  /// The plugin, or Error(plugin_failed) that says why its library cannot be used, or Error(not_found).
  const PluginDescription& require(std::string_view id) const;
  std::vector<std::string> ids() const;

  /// The plugin a calendar names, or nullptr with a diagnostic at its line: PL100 unknown (with "did you mean"), PL110
  /// of the other kind, PL113 (a warning: what needs it will fail, everything else goes on) when its library, found by
  /// its file name, cannot be used.
  const PluginDescription* resolve(const PlacedText& id, PluginKind kind, const ConfigText& text,
                                   Diagnostics& diagnostics) const;

  /// Checks `inputs` (plugin's table -> source) against the plugin's tables: PL111 unknown table, PL112 required table
  /// without a source.
  static void check_inputs(const PluginDescription& plugin, const std::map<std::string, PlacedText>& inputs,
                           const SourcePosition& at, const ConfigText& text, Diagnostics& diagnostics);

  /// Checks options against the plugin's schema: unknown key, wrong type, out of range, missing, and the plugin's own
  /// configure() errors; all become diagnostics at the calendar's lines. A plugin that fails instead of answering is
  /// warning PL113.
  void check_options(const PluginDescription& plugin, const ConfigTable& options, const ConfigText& text,
                     std::span<const std::string> states, Diagnostics& diagnostics) const;

  /// The same by the plugin's description alone; true when nothing is wrong.
  static bool check_described(const PluginDescription& plugin, const ConfigTable& options, const ConfigText& text,
                              Diagnostics& diagnostics);

  /// Makes a configured instance. Throws Error(invalid_input) when the options do not fit, Error(plugin_failed) when
  /// the plugin refuses. In a process of its own when there is a host and the setting does not say otherwise.
  std::unique_ptr<PluginInstance> create(const PluginDescription& plugin, const ConfigTable& options,
                                         std::span<const std::string> states, const PluginSetting& setting = {}) const;

 private:
  struct Impl;
  explicit PluginLibrary(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Tables that the engine makes itself, for which no source is named: the frozen members for measurements, this and the
/// previous snapshot for content.
inline constexpr std::string_view kFrameTable = "frame";
inline constexpr std::string_view kSnapshotTable = "snapshot";

/// The folders to search, first wins: given ones, the calendar's plugins.dirs, VUOSIKELLO_PLUGIN_PATH (colon
/// separated), the folder beside the program (../lib/vuosikello/plugins).
std::vector<std::filesystem::path> plugin_search_path(std::span<const std::filesystem::path> given,
                                                      const std::filesystem::path& program, const char* environment);

}  // namespace vk
