#pragma once
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

namespace vk {

/// How a database file is opened.
enum class FileAccess {
  read,          ///< no write is possible; the file must exist
  write,         ///< the file must exist
  create_write,  ///< made when it is missing
};

/// One SQLite connection. Failures of every call are Error: unavailable (full disk, read-only, busy), corrupt, conflict
/// (a key that is there already). Not thread-safe.
class Database {
 public:
  Database(const std::filesystem::path& path, FileAccess access);

  /// Runs statements that give no rows.
  void execute(const std::string& sql);
  int64_t last_row_id() const { return sqlite3_last_insert_rowid(handle_.get()); }
  sqlite3* handle() const { return handle_.get(); }
  const std::filesystem::path& path() const { return path_; }
  /// What went wrong with the last call that gave `code`, while doing `what`.
  Error error(int code, std::string_view what) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement. Parameters count from 1, result columns from 0.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  Statement& bind(int parameter, int64_t value);
  /// The text is copied.
  Statement& bind(int parameter, std::string_view text);
  /// The bytes must live until the statement has run.
  Statement& bind_bytes(int parameter, std::span<const std::byte> bytes);
  /// True when there is a row to read; false at the end, where the statement is ready to run again.
  bool step();
  /// Runs a statement that gives no rows and makes it ready to run again.
  void run();

  int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  bool is_null(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }
  /// Valid until the next step.
  std::string_view text(int column) const;
  std::span<const std::byte> bytes(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void check(int code, std::string_view what) const;

  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// A write transaction: rolled back unless commit() was reached.
class Transaction {
 public:
  explicit Transaction(Database& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  void commit();

 private:
  Database* database_;
  bool open_ = true;
};

/// Reads the BLOBs of one column by row id, each into memory of the caller, without a statement a row.
class BlobReader {
 public:
  BlobReader(Database& database, std::string table, std::string column);

  /// Goes to row `id` and gives the size of its BLOB; throws Error(corrupt) when there is no such row.
  size_t open(int64_t id);
  /// Copies the BLOB of the open row; `bytes` has exactly its size.
  void read(std::span<std::byte> bytes);

 private:
  struct Close {
    void operator()(sqlite3_blob* blob) const { sqlite3_blob_close(blob); }
  };
  Database* database_;
  std::string table_;
  std::string column_;
  std::unique_ptr<sqlite3_blob, Close> handle_;
};

}  // namespace vk
