#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/audience/frame.hpp"
#include "core/measure/member_source.hpp"
#include "core/measure/snapshot.hpp"
#include "core/plan/contact_list.hpp"
#include "core/plan/occurrence.hpp"
#include "core/store/snapshot_reader.hpp"
#include "core/table/subject_index.hpp"

namespace vk {

/// A snapshot in the store, without its columns.
struct StoredSnapshot {
  int64_t id = 0;
  SnapshotHeader header;
};

/// An archived report file: what was said, byte for byte.
struct ArchivedReport {
  OccurrenceName name;
  std::string format;
  Instant as_of{};
  std::string sha256;
  std::string bytes;
  int64_t id = 0;  ///< in the archive; given by it
};

enum class StoreMode { read_only, read_write };

/// The embedded store: one SQLite file (core/store/README.md is the format). One writer at a time; opening to write
/// takes a lock that a second run meets as Error(conflict) (exit 75). Every method is one transaction: all of it or
/// nothing, also under kill -9. Errors: conflict (another run), unavailable (full disk, read-only folder), corrupt
/// (checksum, foreign file), invalid_input (a newer format).
class Store {
 public:
  /// Opens `path`; read_write makes the file when it is missing. `expected_subjects` sizes the subject index of a new
  /// store.
  static Store open(const std::filesystem::path& path, StoreMode mode, uint64_t expected_subjects = 0);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// The key dictionary, loaded on first use. Keys added to it are kept with the next put_*.
  SubjectIndex& subjects();

  /// The frame frozen when an occurrence opened, and whom of it the occurrence asks.
  void put_frame(const OccurrenceName& name, const Frame& frame, const LogEntry& opened,
                 const ContactList* contacts = nullptr);
  std::optional<Frame> frame(const OccurrenceName& name);

  /// Keeps whom an occurrence contacts, before anybody is; a list of the same occurrence is replaced.
  void put_contacts(const ContactList& list);
  /// All contact lists without columns, in the order in which they were kept.
  std::vector<ContactList> contact_lists();
  /// The whole list of an occurrence; checks checksums and lines.
  std::optional<ContactList> contacts(const OccurrenceName& name);

  /// Keeps a snapshot with its log entry and the first days of activity, in one transaction; gives its id. Without
  /// `first_days` whoever is active counts from the first day of the snapshot's interval. The same name again needs a
  /// higher revision with a reason, else Error(conflict).
  int64_t put_snapshot(const Snapshot& snapshot, const LogEntry& closed, std::span<const Day> first_days);
  /// All snapshots without columns, oldest interval first; the newest revision of each name unless `all_revisions`.
  std::vector<StoredSnapshot> snapshots(std::string_view measurement = {}, bool all_revisions = false);
  std::optional<StoredSnapshot> find_snapshot(const OccurrenceName& name);
  /// A whole snapshot with all columns; checks checksums and the base law.
  Snapshot load_snapshot(int64_t id);
  /// The members of a snapshot slice by slice, with `columns` beside those that every slice has; it may outlive the
  /// store.
  std::unique_ptr<MemberSource> read_members(int64_t id, const MemberColumns& columns = {});
  /// The columns that comparisons read, chunk by chunk, without copying more than a bucket.
  SnapshotReader read_columns(int64_t id);

  /// First day of activity per subject for a metric id as of what the store has seen: aligned with `subjects`;
  /// Day::max() = never.
  std::vector<Day> first_activity(std::string_view metric, std::span<const SubjectNumber> subjects);

  void append_log(std::span<const LogEntry> entries);
  std::vector<LogEntry> log();
  std::optional<Instant> first_run();
  void set_first_run(Instant when);
  /// The clock of the last run; nothing before the first one that kept it.
  std::optional<Instant> last_run();
  void set_last_run(Instant when);

  void archive_report(const ArchivedReport& report, const LogEntry* closed);
  /// All reports in the order in which they were archived, without their bytes.
  std::vector<ArchivedReport> reports();
  /// The file of one archived report. Throws Error(not_found) for an id that is none.
  std::string report_bytes(int64_t id);

  /// The last plan that a run saw, for `plan --against LAST`.
  void keep_plan(std::string_view plan_json, Instant as_of);
  std::optional<std::string> last_plan();

  /// Checks file, checksums and conservation laws of everything; problems as texts, empty = sound.
  std::vector<std::string> verify();
  /// A copy of the whole store that opens by itself.
  void backup(const std::filesystem::path& to);

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace vk
