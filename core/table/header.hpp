#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/source_format.hpp"

namespace vk {

/// The cells of one header row, cleaned.
using HeaderRow = std::vector<std::string>;

/// Column names by position from `format.header_rows` rows: one row's cells, or the non-empty cells of all rows joined.
/// The second of two equal names becomes "name (2)"; a column without a name stays "".
std::vector<std::string> header_names(std::span<const HeaderRow> rows, const SourceFormat& format);

/// Names by position for a file without header: `format.columns`, then "column5" and so on up to `cells`. An empty name
/// in `format.columns` stays "".
std::vector<std::string> positional_names(const SourceFormat& format, size_t cells);

/// The position of the column called `name`; the empty name is no column's.
std::optional<size_t> find_column(std::span<const std::string> names, std::string_view name);

/// What a first record that was cut with the wrong delimiter is better cut with: the usual delimiter (, ; tab |) that
/// gives a column in `wanted`, or, when the record is a single cell, that gives the most cells. Nothing when none is
/// better.
std::optional<char> better_delimiter(std::string_view record, size_t cells, std::span<const std::string> wanted,
                                     const SourceFormat& format);

/// "a, b, c and 12 more": the names that are not empty, at most `most` of them.
std::string list_names(std::span<const std::string> names, size_t most);

}  // namespace vk
