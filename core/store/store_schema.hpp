#pragma once
#include <cstdint>
#include <filesystem>

#include "core/store/sqlite.hpp"

namespace vk {

/// `application_id` of every store ("VKst"); do not change.
inline constexpr int64_t kApplicationId = 0x564B7374;
/// `user_version`: the format this program writes. A store of a higher one is refused.
inline constexpr int64_t kFormatVersion = 1;

/// What lies at a path, from the file's first bytes alone.
enum class FileState { missing, empty, store };

/// Looks before SQLite opens anything. Throws Error: corrupt when the file is something else, invalid_input when its
/// format is newer, unavailable when it cannot be read.
FileState inspect_store_file(const std::filesystem::path& path);

/// Sets what is no part of the file: cache, durability, trust.
void configure(Database& database);
/// Lets columns be read from where the system keeps the file, without a copy. Not for connections that only write: what
/// they look up in passing would stay in their memory.
void map_file(Database& database);

/// Makes the tables of an empty file in one transaction.
void create_schema(Database& database, uint32_t bucket_bits, uint64_t seed);

/// Makes the tables of the contact ledger in a store that has none; the first stores had no ledger.
void add_contact_tables(Database& database);

}  // namespace vk
