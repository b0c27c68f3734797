#include <catch2/catch.hpp>

#include <vuosikello/plugin.h>

#include <cstddef>

// The binary contract, number by number. A plugin that was compiled with these must run for ever: a later minor version
// appends fields, and then lines here; a line that changes breaks every plugin there is.

namespace {

struct Place {
  const char* name;
  size_t found;
  size_t promised;
};

struct Number {
  const char* name;
  int64_t found;
  int64_t promised;
};

#define VK_SIZE(type, promised) \
  { #type, sizeof(type), promised }
#define VK_OFFSET(type, field, promised) \
  { #type "." #field, offsetof(type, field), promised }
#define VK_NUMBER(name, promised) \
  { #name, static_cast < int64_t>(name), promised }

constexpr Place kSizes[] = {
    VK_SIZE(vk_error, 1032),     VK_SIZE(vk_parameter, 72), VK_SIZE(vk_column, 32),        VK_SIZE(vk_table, 40),
    VK_SIZE(vk_description, 64), VK_SIZE(vk_value, 56),     VK_SIZE(vk_configuration, 32), VK_SIZE(vk_input, 24),
    VK_SIZE(vk_request, 112),    VK_SIZE(vk_host, 72),      VK_SIZE(vk_plugin, 64),        VK_SIZE(vk_entry, 40),
    VK_SIZE(ArrowSchema, 72),    VK_SIZE(ArrowArray, 80),   VK_SIZE(ArrowArrayStream, 40),
};

constexpr Place kOffsets[] = {
    VK_OFFSET(vk_error, size, 0),
    VK_OFFSET(vk_error, code, 4),
    VK_OFFSET(vk_error, subject, 8),
    VK_OFFSET(vk_error, message, 136),
    VK_OFFSET(vk_parameter, size, 0),
    VK_OFFSET(vk_parameter, type, 4),
    VK_OFFSET(vk_parameter, flags, 8),
    VK_OFFSET(vk_parameter, choice_count, 12),
    VK_OFFSET(vk_parameter, key, 16),
    VK_OFFSET(vk_parameter, unit, 24),
    VK_OFFSET(vk_parameter, doc, 32),
    VK_OFFSET(vk_parameter, default_toml, 40),
    VK_OFFSET(vk_parameter, least_toml, 48),
    VK_OFFSET(vk_parameter, most_toml, 56),
    VK_OFFSET(vk_parameter, choices, 64),
    VK_OFFSET(vk_column, size, 0),
    VK_OFFSET(vk_column, type, 4),
    VK_OFFSET(vk_column, flags, 8),
    VK_OFFSET(vk_column, name, 16),
    VK_OFFSET(vk_column, doc, 24),
    VK_OFFSET(vk_table, size, 0),
    VK_OFFSET(vk_table, flags, 4),
    VK_OFFSET(vk_table, column_count, 8),
    VK_OFFSET(vk_table, name, 16),
    VK_OFFSET(vk_table, doc, 24),
    VK_OFFSET(vk_table, columns, 32),
    VK_OFFSET(vk_description, size, 0),
    VK_OFFSET(vk_description, kind, 4),
    VK_OFFSET(vk_description, flags, 8),
    VK_OFFSET(vk_description, parameter_count, 12),
    VK_OFFSET(vk_description, table_count, 16),
    VK_OFFSET(vk_description, id, 24),
    VK_OFFSET(vk_description, version, 32),
    VK_OFFSET(vk_description, doc, 40),
    VK_OFFSET(vk_description, parameters, 48),
    VK_OFFSET(vk_description, tables, 56),
    VK_OFFSET(vk_value, size, 0),
    VK_OFFSET(vk_value, type, 4),
    VK_OFFSET(vk_value, is_list, 8),
    VK_OFFSET(vk_value, item_count, 12),
    VK_OFFSET(vk_value, key, 16),
    VK_OFFSET(vk_value, integer, 24),
    VK_OFFSET(vk_value, number, 32),
    VK_OFFSET(vk_value, text, 40),
    VK_OFFSET(vk_value, items, 48),
    VK_OFFSET(vk_configuration, size, 0),
    VK_OFFSET(vk_configuration, value_count, 4),
    VK_OFFSET(vk_configuration, state_count, 8),
    VK_OFFSET(vk_configuration, values, 16),
    VK_OFFSET(vk_configuration, states, 24),
    VK_OFFSET(vk_input, size, 0),
    VK_OFFSET(vk_input, name, 8),
    VK_OFFSET(vk_input, stream, 16),
    VK_OFFSET(vk_request, size, 0),
    VK_OFFSET(vk_request, state_count, 4),
    VK_OFFSET(vk_request, segment_count, 8),
    VK_OFFSET(vk_request, table_count, 12),
    VK_OFFSET(vk_request, currency_digits, 16),
    VK_OFFSET(vk_request, occurrence, 24),
    VK_OFFSET(vk_request, cycle, 32),
    VK_OFFSET(vk_request, first_day, 40),
    VK_OFFSET(vk_request, end_day, 48),
    VK_OFFSET(vk_request, as_of, 56),
    VK_OFFSET(vk_request, seed, 64),
    VK_OFFSET(vk_request, currency, 72),
    VK_OFFSET(vk_request, states, 80),
    VK_OFFSET(vk_request, state_money, 88),
    VK_OFFSET(vk_request, segments, 96),
    VK_OFFSET(vk_request, tables, 104),
    VK_OFFSET(vk_host, size, 0),
    VK_OFFSET(vk_host, abi_minor, 4),
    VK_OFFSET(vk_host, name, 8),
    VK_OFFSET(vk_host, version, 16),
    VK_OFFSET(vk_host, data, 24),
    VK_OFFSET(vk_host, log, 32),
    VK_OFFSET(vk_host, progress, 40),
    VK_OFFSET(vk_host, cancelled, 48),
    VK_OFFSET(vk_host, problem, 56),
    VK_OFFSET(vk_host, extension, 64),
    VK_OFFSET(vk_plugin, size, 0),
    VK_OFFSET(vk_plugin, data, 8),
    VK_OFFSET(vk_plugin, configure, 16),
    VK_OFFSET(vk_plugin, columns_wanted, 24),
    VK_OFFSET(vk_plugin, run, 32),
    VK_OFFSET(vk_plugin, cancel, 40),
    VK_OFFSET(vk_plugin, destroy, 48),
    VK_OFFSET(vk_plugin, extension, 56),
    VK_OFFSET(vk_entry, size, 0),
    VK_OFFSET(vk_entry, abi_major, 4),
    VK_OFFSET(vk_entry, abi_minor, 8),
    VK_OFFSET(vk_entry, describe, 16),
    VK_OFFSET(vk_entry, create, 24),
    VK_OFFSET(vk_entry, extension, 32),
    VK_OFFSET(ArrowSchema, format, 0),
    VK_OFFSET(ArrowSchema, name, 8),
    VK_OFFSET(ArrowSchema, metadata, 16),
    VK_OFFSET(ArrowSchema, flags, 24),
    VK_OFFSET(ArrowSchema, n_children, 32),
    VK_OFFSET(ArrowSchema, children, 40),
    VK_OFFSET(ArrowSchema, dictionary, 48),
    VK_OFFSET(ArrowSchema, release, 56),
    VK_OFFSET(ArrowSchema, private_data, 64),
    VK_OFFSET(ArrowArray, length, 0),
    VK_OFFSET(ArrowArray, null_count, 8),
    VK_OFFSET(ArrowArray, offset, 16),
    VK_OFFSET(ArrowArray, n_buffers, 24),
    VK_OFFSET(ArrowArray, n_children, 32),
    VK_OFFSET(ArrowArray, buffers, 40),
    VK_OFFSET(ArrowArray, children, 48),
    VK_OFFSET(ArrowArray, dictionary, 56),
    VK_OFFSET(ArrowArray, release, 64),
    VK_OFFSET(ArrowArray, private_data, 72),
    VK_OFFSET(ArrowArrayStream, get_schema, 0),
    VK_OFFSET(ArrowArrayStream, get_next, 8),
    VK_OFFSET(ArrowArrayStream, get_last_error, 16),
    VK_OFFSET(ArrowArrayStream, release, 24),
    VK_OFFSET(ArrowArrayStream, private_data, 32),
};

constexpr Number kNumbers[] = {
    VK_NUMBER(VK_PLUGIN_ABI_MAJOR, 1),
    VK_NUMBER(VK_PLUGIN_ABI_MINOR, 0),
    VK_NUMBER(ARROW_FLAG_DICTIONARY_ORDERED, 1),
    VK_NUMBER(ARROW_FLAG_NULLABLE, 2),
    VK_NUMBER(ARROW_FLAG_MAP_KEYS_SORTED, 4),
    VK_NUMBER(VK_OK, 0),
    VK_NUMBER(VK_INVALID_INPUT, 1),
    VK_NUMBER(VK_FAILED, 2),
    VK_NUMBER(VK_CANCELLED, 3),
    VK_NUMBER(VK_OUT_OF_MEMORY, 4),
    VK_NUMBER(VK_UNSUPPORTED, 5),
    VK_NUMBER(VK_TYPE_BOOL, 1),
    VK_NUMBER(VK_TYPE_INT, 2),
    VK_NUMBER(VK_TYPE_FLOAT, 3),
    VK_NUMBER(VK_TYPE_TEXT, 4),
    VK_NUMBER(VK_TYPE_ENUM, 5),
    VK_NUMBER(VK_TYPE_DATE, 6),
    VK_NUMBER(VK_TYPE_TIME, 7),
    VK_NUMBER(VK_TYPE_DURATION, 8),
    VK_NUMBER(VK_TYPE_MONEY, 9),
    VK_NUMBER(VK_TYPE_RULES, 10),
    VK_NUMBER(VK_PARAMETER_LIST, 1),
    VK_NUMBER(VK_PARAMETER_REQUIRED, 2),
    VK_NUMBER(VK_PARAMETER_SECRET, 4),
    VK_NUMBER(VK_PARAMETER_DEPRECATED, 8),
    VK_NUMBER(VK_COLUMN_INT64, 1),
    VK_NUMBER(VK_COLUMN_UINT8, 2),
    VK_NUMBER(VK_COLUMN_FLOAT64, 3),
    VK_NUMBER(VK_COLUMN_TEXT, 4),
    VK_NUMBER(VK_COLUMN_DICTIONARY, 5),
    VK_NUMBER(VK_TABLE_OPEN, 1),
    VK_NUMBER(VK_TABLE_REQUIRED, 2),
    VK_NUMBER(VK_COLUMN_REQUIRED, 1),
    VK_NUMBER(VK_COLUMN_NULLABLE, 2),
    VK_NUMBER(VK_KIND_MEASUREMENT, 1),
    VK_NUMBER(VK_KIND_CONTENT, 2),
    VK_NUMBER(VK_NEEDS_NETWORK, 1),
    VK_NUMBER(VK_NEEDS_FILES, 2),
    VK_NUMBER(VK_BACKFILL_IMPOSSIBLE, 4),
    VK_NUMBER(VK_BY_MEMBER, 8),
    VK_NUMBER(VK_LOG_ERROR, 1),
    VK_NUMBER(VK_LOG_WARNING, 2),
    VK_NUMBER(VK_LOG_NOTE, 3),
    VK_NUMBER(VK_LOG_DEBUG, 4),
};

}  // namespace

TEST_CASE("contract: every struct has the size that was promised") {
  for (const Place& each : kSizes) {
    INFO(each.name);
    CHECK(each.found == each.promised);
  }
}

TEST_CASE("contract: every field is where it was promised") {
  for (const Place& each : kOffsets) {
    INFO(each.name);
    CHECK(each.found == each.promised);
  }
}

TEST_CASE("contract: every number and the name of the entry are as promised") {
  for (const Number& each : kNumbers) {
    INFO(each.name);
    CHECK(each.found == each.promised);
  }
  CHECK(std::string(VK_PLUGIN_ENTRY_SYMBOL) == "vk_plugin_entry_v1");
}
