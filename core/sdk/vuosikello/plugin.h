/* The contract between Vuosikello and a plugin: plain C, one exported symbol. A plugin is a pure function over tables;
 * it is given the knowledge date, the data interval and a seed, and has no clock of its own.
 *
 * Growing: every struct begins with `size`, the number of bytes its maker filled. Read a field only when `size` reaches
 * past it (VK_HAS); never compare `size` with sizeof. Later minor versions append fields, later major versions have
 * another symbol. Lists are arrays of pointers. Texts are UTF-8, end with 0 and are borrowed; what may be NULL says so.
 *
 * Tags at the end of each function's comment: [thread, when]; owner of what it gives; what is forbidden.
 *   main   the thread that created the instance, one call at a time      any   any thread, at any time of the
 * instance's life Order of calls: describe, create, configure once, columns_wanted, run, read the stream to its end,
 * destroy. Instances share nothing. */
#ifndef VUOSIKELLO_PLUGIN_H
#define VUOSIKELLO_PLUGIN_H

#include <stddef.h>
#include <stdint.h>
#include <vuosikello/arrow.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VK_PLUGIN_ABI_MAJOR 1u
#define VK_PLUGIN_ABI_MINOR 0u
#define VK_PLUGIN_ENTRY_SYMBOL "vk_plugin_entry_v1"

/* True when `object`, whose maker may be older than this header, has `field`. */
#define VK_HAS(object, type, field) ((object)->size >= offsetof(type, field) + sizeof((object)->field))

/* What a function answers. */
enum vk_result {
  VK_OK = 0,
  VK_INVALID_INPUT = 1, /* the options or the data do not fit; `subject` names the parameter or column */
  VK_FAILED = 2,
  VK_CANCELLED = 3,
  VK_OUT_OF_MEMORY = 4,
  VK_UNSUPPORTED = 5
};

/* Why something went wrong. The caller allocates it and sets size; the callee fills the rest and ends both texts with
 * 0. `subject` is a place: "rule", "rule[2]" (from 0), "rule[2].when", "rule[2].when:17" (column in the text, from 1)
 * or a column's name. */
typedef struct vk_error {
  uint32_t size;
  int32_t code; /* enum vk_result */
  char subject[128];
  char message[896];
} vk_error;

/* Types of parameters and of their values. */
enum vk_type {
  VK_TYPE_BOOL = 1,     /* integer: 0 or 1 */
  VK_TYPE_INT = 2,      /* integer */
  VK_TYPE_FLOAT = 3,    /* number */
  VK_TYPE_TEXT = 4,     /* text */
  VK_TYPE_ENUM = 5,     /* text: one of choices */
  VK_TYPE_DATE = 6,     /* integer: days since 1970-01-01 */
  VK_TYPE_TIME = 7,     /* integer: seconds since midnight */
  VK_TYPE_DURATION = 8, /* integer: seconds; written "90 minutes", "14 days" */
  VK_TYPE_MONEY = 9,    /* integer: minor units; text: ISO 4217 code; written "250.00 EUR" */
  VK_TYPE_RULES =
      10 /* items: tables, whose items are keyed texts. choices list the keys: "key", "key:TYPE", "key:TYPE?" where
            TYPE is text, condition, column, number or money and "?" means "may be left out" */
};

enum vk_parameter_flag {
  VK_PARAMETER_LIST = 1,
  VK_PARAMETER_REQUIRED = 2,
  VK_PARAMETER_SECRET = 4,
  VK_PARAMETER_DEPRECATED = 8
};

/* One option of the plugin. The host parses and checks the calendar against it before the plugin runs. Static data. */
typedef struct vk_parameter {
  uint32_t size;
  int32_t type;   /* enum vk_type; with VK_PARAMETER_LIST a list of it */
  uint32_t flags; /* enum vk_parameter_flag */
  uint32_t choice_count;
  const char* key;
  const char* unit;           /* NULL = none */
  const char* doc;            /* one or more sentences */
  const char* default_toml;   /* a TOML literal; NULL = none */
  const char* least_toml;     /* smallest value allowed; NULL = any */
  const char* most_toml;      /* largest value allowed; NULL = any */
  const char* const* choices; /* NULL when choice_count is 0 */
} vk_parameter;

/* What a column holds, as its Arrow format: l, C, g, u, and i with a dictionary of u. */
enum vk_column_type {
  VK_COLUMN_INT64 = 1,
  VK_COLUMN_UINT8 = 2,
  VK_COLUMN_FLOAT64 = 3,
  VK_COLUMN_TEXT = 4,
  VK_COLUMN_DICTIONARY = 5
};

enum vk_table_flag { VK_TABLE_OPEN = 1, VK_TABLE_REQUIRED = 2 };
enum vk_column_flag { VK_COLUMN_REQUIRED = 1, VK_COLUMN_NULLABLE = 2 };

typedef struct vk_column {
  uint32_t size;
  int32_t type;   /* enum vk_column_type */
  uint32_t flags; /* enum vk_column_flag; without VK_COLUMN_NULLABLE the host refuses data with missing values */
  const char* name;
  const char* doc;
} vk_column;

/* A table the plugin reads. Every table has a column "subject" (int64, the member's position in the frozen frame). An
 * open table holds, besides the columns listed here, those of columns_wanted(). */
typedef struct vk_table {
  uint32_t size;
  uint32_t flags; /* enum vk_table_flag */
  uint32_t column_count;
  const char* name;
  const char* doc;
  const vk_column* const* columns;
} vk_table;

enum vk_kind { VK_KIND_MEASUREMENT = 1, VK_KIND_CONTENT = 2 };
enum vk_plugin_flag {
  VK_NEEDS_NETWORK = 1,
  VK_NEEDS_FILES = 2,
  VK_BACKFILL_IMPOSSIBLE = 4, /* cannot measure a day that is past: a missed occurrence stays missed */
  VK_BY_MEMBER = 8            /* a member's row depends on the rows about that member alone: the host may call run()
                                 several times, each for other members, counted from 0 again */
};

/* What a plugin says of itself. Static data that lives as long as the library. */
typedef struct vk_description {
  uint32_t size;
  int32_t kind;   /* enum vk_kind */
  uint32_t flags; /* enum vk_plugin_flag */
  uint32_t parameter_count;
  uint32_t table_count;
  const char* id;      /* lower case, digits, '_', '.' and '-' */
  const char* version; /* "1.2.0" */
  const char* doc;
  const vk_parameter* const* parameters;
  const vk_table* const* tables;
} vk_description;

/* A typed value: one option, one item of a list, or one entry of a rule's table. */
typedef struct vk_value {
  uint32_t size;
  int32_t type; /* enum vk_type */
  uint32_t is_list;
  uint32_t item_count;
  const char* key; /* parameter key or key inside a table; NULL for items of a list */
  int64_t integer;
  double number;
  const char* text;                    /* NULL unless the type says so */
  const struct vk_value* const* items; /* lists and VK_TYPE_RULES */
} vk_value;

/* Every parameter that has a value or a default, in the order of the description. Borrowed for the call. */
typedef struct vk_configuration {
  uint32_t size;
  uint32_t value_count;
  uint32_t state_count;
  const vk_value* const* values;
  const char* const* states; /* the measurement's state names; a state code is an index into them */
} vk_configuration;

typedef struct vk_input {
  uint32_t size;
  const char* name;                /* as in vk_table */
  struct ArrowArrayStream* stream; /* the plugin reads and releases it */
} vk_input;

/* One occurrence to measure or to plan for. Borrowed until the output stream is released. */
typedef struct vk_request {
  uint32_t size;
  uint32_t state_count;
  uint32_t segment_count;
  uint32_t table_count;
  uint32_t currency_digits; /* decimals of the minor unit */
  const char* occurrence;   /* "renewal/key-accounts@2026-Q2" */
  const char* cycle;        /* "2026-Q2" */
  int64_t first_day;        /* the cycle's data, half open [first_day, end_day), days since 1970-01-01 */
  int64_t end_day;
  int64_t as_of;        /* knowledge date, seconds since 1970-01-01 UTC: the only "now" there is */
  uint64_t seed;        /* for every random choice */
  const char* currency; /* of all money columns; "XXX" = no money here */
  const char* const* states;
  const char* const* state_money; /* per state "secured", "at_risk" or "leaving"; NULL = not known */
  const char* const* segments;    /* labels by code */
  const vk_input* const* tables;
} vk_request;

enum vk_log_level { VK_LOG_ERROR = 1, VK_LOG_WARNING = 2, VK_LOG_NOTE = 3, VK_LOG_DEBUG = 4 };

/* What the host offers. Lives longer than the instance. */
typedef struct vk_host {
  uint32_t size;
  uint32_t abi_minor;
  const char* name;
  const char* version;
  void* data; /* the host's own */
  /* One line for the log. [any, any time]; text is borrowed; no personal data */
  void (*log)(const struct vk_host*, int32_t level, const char* message);
  /* How far the work is. [any, during run and stream]; nothing owned; total 0 = not known */
  void (*progress)(const struct vk_host*, uint64_t done, uint64_t total);
  /* Not 0 once the work should stop; then answer VK_CANCELLED soon. [any, any time] */
  int32_t (*cancelled)(const struct vk_host*);
  /* One of several problems of the options; then answer VK_INVALID_INPUT. [main, during configure]; texts are borrowed
   */
  void (*problem)(const struct vk_host*, const char* subject, const char* message);
  /* An optional feature such as "vk.buffers/1", NULL when the host has none. [any, any time]; the host owns it */
  const void* (*extension)(const struct vk_host*, const char* id);
} vk_host;

/* One instance. */
typedef struct vk_plugin {
  uint32_t size;
  void* data; /* the plugin's own */
  /* Takes the options. [main, once, before all others]; configuration is borrowed: copy what is needed; no reading of
   * tables */
  int32_t (*configure)(struct vk_plugin*, const vk_configuration*, vk_error*);
  /* Names of the further columns an open table must have. [main, after configure]; the plugin owns them until destroy
   */
  int32_t (*columns_wanted)(struct vk_plugin*, const char* table, const char* const** names, uint32_t* count,
                            vk_error*);
  /* Starts the work and gives its rows as a stream that the host releases. The plugin releases every input stream, also
   * when it fails. [main, after configure; again once the stream is released]; no exceptions, no clock, no files, no
   * network unless declared */
  int32_t (*run)(struct vk_plugin*, const vk_request*, struct ArrowArrayStream* out, vk_error*);
  /* Asks run or the stream to stop soon. [any, between create and destroy]; must return at once */
  void (*cancel)(struct vk_plugin*);
  /* Frees the instance and everything it owns. [main, last]; the output stream was released before */
  void (*destroy)(struct vk_plugin*);
  /* An optional feature of the plugin, NULL when it has none. [any, any time]; the plugin owns it */
  const void* (*extension)(struct vk_plugin*, const char* id);
} vk_plugin;

/* The one exported object of a library: `const vk_entry vk_plugin_entry_v1`. */
typedef struct vk_entry {
  uint32_t size;
  uint32_t abi_major; /* VK_PLUGIN_ABI_MAJOR */
  uint32_t abi_minor; /* of the header it was compiled with */
  /* Static data, no work. [any, any time]; the library owns it; no side effects */
  const vk_description* (*describe)(void);
  /* A new instance, or NULL with the error filled. [main, any time]; the caller ends it with destroy */
  vk_plugin* (*create)(const vk_host*, vk_error*);
  /* An optional feature of the library, NULL when it has none. [any, any time]; the library owns it */
  const void* (*extension)(const char* id);
} vk_entry;

#if defined(__GNUC__)
#define VK_PLUGIN_EXPORT __attribute__((visibility("default")))
#else
#define VK_PLUGIN_EXPORT
#endif

extern VK_PLUGIN_EXPORT const vk_entry vk_plugin_entry_v1;

#ifdef __cplusplus
}
#endif

#endif
