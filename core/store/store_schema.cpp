#include "core/store/store_schema.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

namespace vk {
namespace {

constexpr const char* kTables = R"sql(
CREATE TABLE meta(
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE subject_keys(
  id INTEGER PRIMARY KEY,
  bucket INTEGER NOT NULL,
  first_ordinal INTEGER NOT NULL,
  subjects INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  lengths BLOB NOT NULL,
  keys BLOB NOT NULL,
  UNIQUE(bucket, first_ordinal)
) STRICT;

CREATE TABLE first_activity(
  id INTEGER PRIMARY KEY,
  metric TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  days BLOB NOT NULL,
  UNIQUE(metric, bucket)
) STRICT;

CREATE TABLE column_set(
  id INTEGER PRIMARY KEY CHECK(id BETWEEN 1 AND 1073741823),
  kind TEXT NOT NULL CHECK(kind IN ('frame', 'snapshot')),
  codes BLOB NOT NULL
) STRICT;

CREATE TABLE set_column(
  column_set INTEGER NOT NULL REFERENCES column_set(id),
  number INTEGER NOT NULL CHECK(number BETWEEN 0 AND 2047),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY(column_set, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE chunk(
  id INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE frame(
  column_set INTEGER PRIMARY KEY REFERENCES column_set(id),
  item TEXT NOT NULL,
  audience TEXT NOT NULL,
  cycle TEXT NOT NULL,
  members INTEGER NOT NULL,
  header TEXT NOT NULL,
  UNIQUE(item, audience, cycle)
) STRICT;

CREATE TABLE snapshot(
  column_set INTEGER PRIMARY KEY REFERENCES column_set(id),
  item TEXT NOT NULL,
  audience TEXT NOT NULL,
  cycle TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK(revision >= 1),
  interval_first INTEGER NOT NULL,
  interval_end INTEGER NOT NULL,
  as_of INTEGER NOT NULL,
  members INTEGER NOT NULL,
  base_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  header TEXT NOT NULL,
  UNIQUE(item, audience, cycle, revision)
) STRICT;

CREATE TABLE definition(
  kind TEXT NOT NULL CHECK(kind IN ('metric', 'instrument')),
  hash TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  definition TEXT NOT NULL,
  PRIMARY KEY(kind, hash, id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE occurrence_log(
  id INTEGER PRIMARY KEY,
  item TEXT NOT NULL,
  audience TEXT NOT NULL,
  cycle TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK(kind BETWEEN 0 AND 2),
  event INTEGER NOT NULL CHECK(event BETWEEN 0 AND 5),
  as_of INTEGER NOT NULL,
  outcome INTEGER NOT NULL CHECK(outcome BETWEEN 0 AND 4),
  reason TEXT NOT NULL,
  planned TEXT NOT NULL
) STRICT;
CREATE INDEX occurrence_log_by_name ON occurrence_log(item, audience, cycle);

CREATE TABLE report_archive(
  id INTEGER PRIMARY KEY,
  item TEXT NOT NULL,
  audience TEXT NOT NULL,
  cycle TEXT NOT NULL,
  format TEXT NOT NULL,
  as_of INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
)sql";

constexpr const char* kContactTables = R"sql(
CREATE TABLE IF NOT EXISTS contact_list(
  id INTEGER PRIMARY KEY,
  item TEXT NOT NULL,
  audience TEXT NOT NULL,
  cycle TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK(kind BETWEEN 0 AND 2),
  as_of INTEGER NOT NULL,
  until INTEGER NOT NULL,
  first_day INTEGER NOT NULL,
  days INTEGER NOT NULL CHECK(days >= 1),
  members INTEGER NOT NULL,
  channels TEXT NOT NULL,
  rules TEXT NOT NULL,
  UNIQUE(item, audience, cycle)
) STRICT;

CREATE TABLE IF NOT EXISTS contact(
  id INTEGER PRIMARY KEY,
  list INTEGER NOT NULL REFERENCES contact_list(id),
  bucket INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE(list, bucket)
) STRICT;
)sql";

constexpr std::string_view kSqliteMagic{"SQLite format 3\0", 16};
constexpr size_t kUserVersionAt = 60;
constexpr size_t kApplicationIdAt = 68;

int64_t big_endian(const std::array<char, 100>& header, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = (value << 8U) | static_cast<unsigned char>(header.at(at + i));
  return value;
}

}  // namespace

FileState inspect_store_file(const std::filesystem::path& path) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem)) return FileState::missing;
  if (std::filesystem::is_directory(path, problem)) {
    throw Error(ErrorCode::unavailable, fmt::format("store {} is a folder", path.string()));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(ErrorCode::unavailable, fmt::format("cannot open store {}: {}", path.string(), std::strerror(errno)));
  }
  std::array<char, 100> header{};
  file.read(header.data(), header.size());
  const auto got = static_cast<size_t>(file.gcount());
  if (got == 0) return FileState::empty;
  if (got < header.size() || std::string_view(header.data(), kSqliteMagic.size()) != kSqliteMagic ||
      big_endian(header, kApplicationIdAt) != kApplicationId) {
    throw Error(ErrorCode::corrupt, fmt::format("{} is not a vuosikello store; name another file", path.string()));
  }
  const int64_t version = big_endian(header, kUserVersionAt);
  if (version > kFormatVersion) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("store {} has format {}, newer than {}, which this program reads; use a newer program",
                            path.string(), version, kFormatVersion));
  }
  return FileState::store;
}

namespace {

constexpr std::string_view kCacheSize = "PRAGMA cache_size=-16384";

}  // namespace

void configure(Database& database) {
  sqlite3_busy_timeout(database.handle(), 5000);
  database.execute(
      "PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL;"
      "PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY");
  database.execute(std::string{kCacheSize});
}

void map_file(Database& database) {
  database.execute("PRAGMA mmap_size=1099511627776");
}

void create_schema(Database& database, uint32_t bucket_bits, uint64_t seed) {
  // Large pages make long chunks fast to read; a store of one bucket would be mostly air.
  database.execute(bucket_bits > 0 ? "PRAGMA page_size=65536" : "PRAGMA page_size=8192");
  // SQLite turns the size into pages when it is told, not when their size changes.
  database.execute(std::string{kCacheSize});
  database.execute("PRAGMA journal_mode=DELETE");
  Transaction transaction(database);
  database.execute(kTables);
  Statement meta(database, "INSERT INTO meta(name, value) VALUES(?, ?)");
  meta.bind(1, "bucket_bits").bind(2, std::to_string(bucket_bits)).run();
  meta.bind(1, "seed").bind(2, std::to_string(seed)).run();
  database.execute(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", kApplicationId, kFormatVersion));
  transaction.commit();
}

void add_contact_tables(Database& database) {
  Statement select(database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'contact'");
  if (select.step()) return;
  Transaction transaction(database);
  database.execute(kContactTables);
  transaction.commit();
}

}  // namespace vk
