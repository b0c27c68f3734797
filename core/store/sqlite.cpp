#include "core/store/sqlite.hpp"

#include <fmt/format.h>

#include <utility>

namespace vk {
namespace {

ErrorCode error_code(int code) {
  switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_SCHEMA:
    case SQLITE_ERROR:
      return ErrorCode::corrupt;
    case SQLITE_CONSTRAINT:
      return ErrorCode::conflict;
    case SQLITE_TOOBIG:
      return ErrorCode::invalid_input;
    default:
      return ErrorCode::unavailable;
  }
}

int open_flags(FileAccess access) {
  switch (access) {
    case FileAccess::read:
      return SQLITE_OPEN_READONLY;
    case FileAccess::write:
      return SQLITE_OPEN_READWRITE;
    case FileAccess::create_write:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return SQLITE_OPEN_READONLY;
}

}  // namespace

Database::Database(const std::filesystem::path& path, FileAccess access) : path_(path) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, open_flags(access) | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) throw error(code, "open");
  sqlite3_extended_result_codes(handle, 1);
}

Error Database::error(int code, std::string_view what) const {
  const char* message = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
  return {error_code(code), fmt::format("store {}: cannot {}: {}", path_.string(), what, message)};
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw error(code, sql.substr(0, sql.find('\n')));
}

Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  handle_.reset(statement);
  check(code, "prepare a statement");
}

void Statement::check(int code, std::string_view what) const {
  if (code != SQLITE_OK) throw database_->error(code, what);
}

Statement& Statement::bind(int parameter, int64_t value) {
  check(sqlite3_bind_int64(handle_.get(), parameter, value), "bind an integer");
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  const char* bytes = text.data() == nullptr ? "" : text.data();
  check(sqlite3_bind_text64(handle_.get(), parameter, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8),
        "bind a text");
  return *this;
}

Statement& Statement::bind_bytes(int parameter, std::span<const std::byte> bytes) {
  if (bytes.empty()) {
    check(sqlite3_bind_zeroblob(handle_.get(), parameter, 0), "bind bytes");
  } else {
    check(sqlite3_bind_blob64(handle_.get(), parameter, bytes.data(), bytes.size(), SQLITE_STATIC), "bind bytes");
  }
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  // The reset clears the error text, so it comes after the text was read.
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_reset)> reset_at_end{handle_.get(), &sqlite3_reset};
  if (code != SQLITE_DONE) {
    throw database_->error(code, sqlite3_stmt_readonly(handle_.get()) != 0 ? "read" : "write");
  }
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

std::string_view Statement::text(int column) const {
  const unsigned char* text = sqlite3_column_text(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text), static_cast<size_t>(size)};
}

std::span<const std::byte> Statement::bytes(int column) const {
  const void* bytes = sqlite3_column_blob(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  if (bytes == nullptr) return {};
  return {static_cast<const std::byte*>(bytes), static_cast<size_t>(size)};
}

Transaction::Transaction(Database& database) : database_(&database) {
  database.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!open_) return;
  // Some failures (full disk) have rolled back already; then this says so and there is nothing more to do.
  if (sqlite3_get_autocommit(database_->handle()) == 0) {
    sqlite3_exec(database_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::commit() {
  database_->execute("COMMIT");
  open_ = false;
}

BlobReader::BlobReader(Database& database, std::string table, std::string column)
    : database_(&database), table_(std::move(table)), column_(std::move(column)) {}

size_t BlobReader::open(int64_t id) {
  int code = SQLITE_ABORT;
  if (handle_) code = sqlite3_blob_reopen(handle_.get(), id);
  if (code != SQLITE_OK) {
    handle_.reset();
    sqlite3_blob* blob = nullptr;
    code = sqlite3_blob_open(database_->handle(), "main", table_.c_str(), column_.c_str(), id, 0, &blob);
    handle_.reset(blob);
  }
  if (code != SQLITE_OK) throw database_->error(code, fmt::format("find {} {}", table_, id));
  return static_cast<size_t>(sqlite3_blob_bytes(handle_.get()));
}

void BlobReader::read(std::span<std::byte> bytes) {
  if (bytes.empty()) return;
  const int code = sqlite3_blob_read(handle_.get(), bytes.data(), static_cast<int>(bytes.size()), 0);
  if (code != SQLITE_OK) throw database_->error(code, fmt::format("read {}", table_));
}

}  // namespace vk
