#include "core/store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/base/check.hpp"
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/store/snapshot_reader_impl.hpp"
#include "core/store/store_impl.hpp"
#include "core/store/store_schema.hpp"
#include "core/store/stored_members.hpp"
#include "core/store/stored_text.hpp"
#include "core/store/subject_keys.hpp"

namespace vk {
namespace {

namespace fs = std::filesystem;

// The seed of the key hash in new stores. Each store keeps its own, so another one here changes no store that exists.
constexpr uint64_t kSeedOfNewStores = 0x56756F73696B656CU;
constexpr uint32_t kMostBucketBits = 20;

fs::path journal_of(const fs::path& path) {
  return path.string() + "-journal";
}

/// After a crash SQLite has put the file back; believe it only once it says that it is sound.
void check_after_crash(Database& database) {
  Statement check(database, "PRAGMA quick_check(1)");
  if (check.step() && check.text(0) != "ok") {
    throw Error(ErrorCode::corrupt, fmt::format("store {} is damaged: {}", database.path().string(), check.text(0)));
  }
}

/// A read-only connection that can still put back what a crashed run left half written, when the file lets it.
std::shared_ptr<Database> connect_to_read(const fs::path& path) {
  if (fs::exists(journal_of(path))) {
    auto database = std::make_shared<Database>(path, FileAccess::write);
    configure(*database);
    map_file(*database);
    database->execute("PRAGMA query_only=ON");
    return database;
  }
  auto database = std::make_shared<Database>(path, FileAccess::read);
  configure(*database);
  map_file(*database);
  return database;
}

template <typename T>
T number_in(const std::optional<std::string>& text, std::string_view name) {
  T value = 0;
  const char* begin = text ? text->data() : nullptr;
  const char* end = text ? text->data() + text->size() : nullptr;
  const auto [stop, problem] = std::from_chars(begin, end, value);
  if (!text || problem != std::errc{} || stop != end) {
    throw Error(ErrorCode::corrupt, fmt::format("the store's {} is no number", name));
  }
  return value;
}

}  // namespace

Store::Impl::Impl(std::unique_ptr<StoreLock> held, std::shared_ptr<Database> database)
    : lock(std::move(held)), connection(std::move(database)) {
  bucket_bits = number_in<uint32_t>(meta("bucket_bits"), "bucket_bits");
  seed = number_in<uint64_t>(meta("seed"), "seed");
  if (bucket_bits > kMostBucketBits) {
    throw Error(ErrorCode::corrupt,
                fmt::format("the store says {} bucket bits, at most {} are possible", bucket_bits, kMostBucketBits));
  }
}

std::optional<std::string> Store::Impl::meta(std::string_view name) {
  Statement select(db(), "SELECT value FROM meta WHERE name = ?");
  if (!select.bind(1, name).step()) return std::nullopt;
  return std::string{select.text(0)};
}

void Store::Impl::set_meta(std::string_view name, std::string_view value) {
  Statement upsert(db(),
                   "INSERT INTO meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value");
  upsert.bind(1, name).bind(2, value).run();
}

std::optional<Instant> Store::Impl::meta_instant(std::string_view name) {
  const std::optional<std::string> text = meta(name);
  if (!text) return std::nullopt;
  return Instant{std::chrono::seconds{number_in<int64_t>(text, name)}};
}

void Store::Impl::set_meta_instant(std::string_view name, Instant when) {
  require_writable();
  Transaction transaction(db());
  set_meta(name, std::to_string(when.time_since_epoch().count()));
  transaction.commit();
}

void Store::Impl::require_writable() const {
  if (!lock)
    throw Error(ErrorCode::conflict, fmt::format("store {} was opened to read only", connection->path().string()));
}

SubjectIndex& Store::Impl::index() {
  if (!subject_index) {
    kept = kept_subjects(db(), buckets());
    subject_index.emplace(bucket_bits, seed, std::make_unique<StoredKeys>(connection, bucket_bits), kept);
  }
  return *subject_index;
}

void Store::Impl::append_keys() {
  if (subject_index) kept_pending = append_subjects(db(), *subject_index, kept);
}

void Store::Impl::after_commit() {
  if (subject_index) kept = kept_pending;
}

uint64_t Store::Impl::kept_subject_count() {
  Statement select(db(), "SELECT coalesce(sum(subjects), 0) FROM subject_keys");
  return select.step() ? static_cast<uint64_t>(select.integer(0)) : 0;
}

int64_t Store::Impl::newest_revision(const OccurrenceName& name) {
  Statement select(db(), "SELECT max(revision) FROM snapshot WHERE item = ? AND audience = ? AND cycle = ?");
  return bind_name(select, 1, name).step() ? select.integer(0) : 0;
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Store Store::open(const fs::path& path, StoreMode mode, uint64_t expected_subjects) {
  const FileState state = inspect_store_file(path);
  if (mode == StoreMode::read_only) {
    if (state != FileState::store)
      throw Error(ErrorCode::not_found,
                  fmt::format("there is no store {}: measure first with run --once", path.string()));
    return Store(std::make_unique<Impl>(nullptr, connect_to_read(path)));
  }
  auto lock = std::make_unique<StoreLock>(path);
  const bool crashed = fs::exists(journal_of(path));
  auto database = std::make_shared<Database>(path, FileAccess::create_write);
  configure(*database);
  if (crashed) check_after_crash(*database);
  // The file may have been made, or a half-made one rolled back, since the first look.
  if (inspect_store_file(path) != FileState::store) {
    create_schema(*database, bucket_bits_for(expected_subjects), kSeedOfNewStores);
  }
  add_contact_tables(*database);
  auto impl = std::make_unique<Impl>(std::move(lock), std::move(database));
  // Nobody holds a subject number yet: the moment to split buckets that have grown out of a processor's cache.
  const uint32_t wanted = std::min(kMostBucketBits, bucket_bits_for(impl->kept_subject_count()));
  if (wanted > impl->bucket_bits) impl->rebucket(wanted);
  return Store(std::move(impl));
}

SubjectIndex& Store::subjects() {
  return impl_->index();
}

void Store::put_frame(const OccurrenceName& name, const Frame& frame, const LogEntry& opened,
                      const ContactList* contacts) {
  impl_->require_writable();
  Transaction transaction(impl_->db());
  impl_->append_keys();
  insert_frame(impl_->db(), name, frame, impl_->buckets());
  if (contacts != nullptr) replace_contacts(impl_->db(), *contacts);
  insert_log(impl_->db(), opened);
  transaction.commit();
  impl_->after_commit();
}

std::optional<Frame> Store::frame(const OccurrenceName& name) {
  return read_frame(impl_->db(), name, impl_->buckets());
}

int64_t Store::put_snapshot(const Snapshot& snapshot, const LogEntry& closed, std::span<const Day> first_days) {
  impl_->require_writable();
  const SnapshotHeader& header = snapshot.header;
  Transaction transaction(impl_->db());
  const int64_t newest = impl_->newest_revision(header.name);
  if (header.revision <= newest || (newest > 0 && header.revision_reason.empty())) {
    throw Error(ErrorCode::conflict,
                fmt::format("{} is kept already as revision {}; another needs a higher number and a "
                            "reason",
                            to_string(header.name), newest));
  }
  impl_->append_keys();
  const int64_t id = insert_snapshot(impl_->db(), snapshot, impl_->buckets());
  FirstActivity(impl_->db(), header.metric.id)
      .merge(snapshot.subjects, {first_days, snapshot.activity, header.interval.first});
  insert_log(impl_->db(), closed);
  transaction.commit();
  impl_->after_commit();
  return id;
}

std::vector<StoredSnapshot> Store::snapshots(std::string_view measurement, bool all_revisions) {
  Statement select(
      impl_->db(),
      "SELECT column_set, header FROM snapshot AS s WHERE (?1 = '' OR item = ?1) AND (?2 OR revision = "
      "(SELECT max(revision) FROM snapshot WHERE item = s.item AND audience = s.audience AND cycle = s.cycle)) "
      "ORDER BY interval_first, interval_end, item, audience, cycle, revision");
  select.bind(1, measurement).bind(2, int64_t{all_revisions ? 1 : 0});
  std::vector<StoredSnapshot> found;
  while (select.step()) found.push_back({select.integer(0), snapshot_header_from_json(select.text(1))});
  return found;
}

std::optional<StoredSnapshot> Store::find_snapshot(const OccurrenceName& name) {
  Statement select(impl_->db(),
                   "SELECT column_set, header FROM snapshot WHERE item = ? AND audience = ? AND cycle = ? "
                   "ORDER BY revision DESC LIMIT 1");
  if (!bind_name(select, 1, name).step()) return std::nullopt;
  return StoredSnapshot{select.integer(0), snapshot_header_from_json(select.text(1))};
}

namespace {

SnapshotHeader header_of(Database& database, int64_t id) {
  Statement select(database, "SELECT header FROM snapshot WHERE column_set = ?");
  if (!select.bind(1, id).step()) throw Error(ErrorCode::not_found, fmt::format("the store has no snapshot {}", id));
  return snapshot_header_from_json(select.text(0));
}

}  // namespace

Snapshot Store::load_snapshot(int64_t id) {
  return read_snapshot(impl_->db(), id, header_of(impl_->db(), id), impl_->buckets());
}

std::unique_ptr<MemberSource> Store::read_members(int64_t id, const MemberColumns& columns) {
  return std::make_unique<StoredMembers>(impl_->connection, id, header_of(impl_->db(), id), impl_->buckets(), columns);
}

SnapshotReader Store::read_columns(int64_t id) {
  map_file(impl_->db());
  return SnapshotReader(
      std::make_unique<SnapshotReader::Impl>(impl_->connection, id, header_of(impl_->db(), id), impl_->buckets()));
}

std::vector<Day> Store::first_activity(std::string_view metric, std::span<const SubjectNumber> subjects) {
  return FirstActivity(impl_->db(), metric).read(subjects);
}

void Store::append_log(std::span<const LogEntry> entries) {
  impl_->require_writable();
  Transaction transaction(impl_->db());
  for (const LogEntry& entry : entries) insert_log(impl_->db(), entry);
  transaction.commit();
}

std::vector<LogEntry> Store::log() {
  return read_log(impl_->db());
}

std::optional<Instant> Store::first_run() {
  return impl_->meta_instant("first_run");
}

void Store::set_first_run(Instant when) {
  impl_->set_meta_instant("first_run", when);
}

std::optional<Instant> Store::last_run() {
  return impl_->meta_instant("last_run");
}

void Store::set_last_run(Instant when) {
  impl_->set_meta_instant("last_run", when);
}

void Store::archive_report(const ArchivedReport& report, const LogEntry* closed) {
  impl_->require_writable();
  Transaction transaction(impl_->db());
  Statement insert(impl_->db(),
                   "INSERT INTO report_archive(item, audience, cycle, format, as_of, sha256, bytes) "
                   "VALUES(?, ?, ?, ?, ?, ?, ?)");
  bind_name(insert, 1, report.name).bind(4, report.format).bind(5, int64_t{report.as_of.time_since_epoch().count()});
  insert.bind(6, report.sha256).bind_bytes(7, std::as_bytes(std::span(report.bytes))).run();
  if (closed != nullptr) insert_log(impl_->db(), *closed);
  transaction.commit();
}

std::vector<ArchivedReport> Store::reports() {
  Statement select(impl_->db(),
                   "SELECT item, audience, cycle, format, as_of, sha256, id FROM report_archive ORDER BY id");
  std::vector<ArchivedReport> reports;
  while (select.step()) {
    reports.push_back({name_at(select, 0),
                       std::string{select.text(3)},
                       Instant{std::chrono::seconds{select.integer(4)}},
                       std::string{select.text(5)},
                       {},
                       select.integer(6)});
  }
  return reports;
}

std::string Store::report_bytes(int64_t id) {
  Statement select(impl_->db(), "SELECT bytes FROM report_archive WHERE id = ?");
  if (!select.bind(1, id).step()) throw Error(ErrorCode::not_found, fmt::format("no report {} is archived", id));
  const std::span<const std::byte> bytes = select.bytes(0);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void Store::keep_plan(std::string_view plan_json, Instant as_of) {
  impl_->require_writable();
  Transaction transaction(impl_->db());
  impl_->set_meta("last_plan", plan_json);
  impl_->set_meta("last_plan_as_of", std::to_string(as_of.time_since_epoch().count()));
  transaction.commit();
}

std::optional<std::string> Store::last_plan() {
  return impl_->meta("last_plan");
}

void Store::backup(const fs::path& to) {
  if (fs::exists(to)) throw Error(ErrorCode::conflict, fmt::format("{} exists already; name a new file", to.string()));
  const fs::path part = to.string() + ".part";
  fs::remove(part);
  try {
    Statement copy(impl_->db(), "VACUUM INTO ?");
    copy.bind(1, part.string()).run();
    Database check(part, FileAccess::read);
    Statement integrity(check, "PRAGMA integrity_check(1)");
    if (!integrity.step() || integrity.text(0) != "ok") {
      throw Error(ErrorCode::corrupt, fmt::format("the copy {} is damaged: {}", to.string(), integrity.text(0)));
    }
  } catch (...) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw;
  }
  fs::rename(part, to);
}

}  // namespace vk
