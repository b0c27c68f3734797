#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/column_set.hpp"
#include "core/store/sqlite.hpp"
#include "core/store/store.hpp"
#include "core/store/store_lock.hpp"

namespace vk {

/// The open store: connection, lock and the dictionary as far as it is loaded.
struct Store::Impl {
  Impl(std::unique_ptr<StoreLock> held, std::shared_ptr<Database> database);

  Database& db() { return *connection; }
  uint32_t buckets() const { return uint32_t{1} << bucket_bits; }
  std::optional<std::string> meta(std::string_view name);
  void set_meta(std::string_view name, std::string_view value);
  std::optional<Instant> meta_instant(std::string_view name);
  /// In a transaction of its own.
  void set_meta_instant(std::string_view name, Instant when);
  /// Throws Error(conflict) on a store that was opened to read.
  void require_writable() const;
  /// The dictionary, loaded on first use.
  SubjectIndex& index();
  /// Keeps new keys within the open transaction; `kept` moves on with after_commit.
  void append_keys();
  void after_commit();
  uint64_t kept_subject_count();
  /// Moves all subjects into 2^bits buckets, in one transaction. Nobody may hold a subject number from before.
  void rebucket(uint32_t bits);
  /// The highest revision of a name in the store, 0 = none.
  int64_t newest_revision(const OccurrenceName& name);

  std::unique_ptr<StoreLock> lock;
  /// Shared with snapshot readers, which may outlive the store.
  std::shared_ptr<Database> connection;
  uint32_t bucket_bits = 0;
  uint64_t seed = 0;
  std::optional<SubjectIndex> subject_index;
  std::vector<uint32_t> kept;          ///< subjects a bucket whose keys are committed
  std::vector<uint32_t> kept_pending;  ///< the same after the open transaction
};

/// Binds item, audience and cycle to three parameters from `first` on.
Statement& bind_name(Statement& statement, int first, const OccurrenceName& name);
/// Reads them back from three columns from `first` on.
OccurrenceName name_at(const Statement& statement, int first);

/// One log line, within the open transaction.
void insert_log(Database& database, const LogEntry& entry);
/// The whole log in the order in which it was written; throws Error(corrupt).
std::vector<LogEntry> read_log(Database& database);

/// Writes the columns of a snapshot or frame into the empty set `id`, within the open transaction.
void write_columns(Database& database, int64_t id, const Snapshot& snapshot, uint32_t buckets);
void write_columns(Database& database, int64_t id, const Frame& frame, uint32_t buckets);

/// Writes a snapshot's columns and row within the open transaction; gives its id.
int64_t insert_snapshot(Database& database, const Snapshot& snapshot, uint32_t buckets);
/// Reads all columns of a snapshot; `header` is its header. Checks member count and base; throws Error(corrupt).
Snapshot read_snapshot(Database& database, int64_t id, SnapshotHeader header, uint32_t buckets);

/// Writes a frame's columns and row within the open transaction.
void insert_frame(Database& database, const OccurrenceName& name, const Frame& frame, uint32_t buckets);
std::optional<Frame> read_frame(Database& database, const OccurrenceName& name, uint32_t buckets);

/// Writes a contact list in place of the one of the same occurrence, within the open transaction.
void replace_contacts(Database& database, const ContactList& list);
/// All lists without columns; none in a store that has no ledger yet.
std::vector<ContactList> read_contact_lists(Database& database);
/// Throws Error(corrupt) when lines are missing or cannot be read.
std::optional<ContactList> read_contacts(Database& database, const OccurrenceName& name, uint32_t buckets);

}  // namespace vk
