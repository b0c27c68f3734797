/* duckdb_driver ingest FOLDER DATABASE CYCLES text|int
 * duckdb_driver compare DATABASE EARLIER LATER text|int REPEAT
 * duckdb_driver full FOLDER EARLIER LATER
 * The peer of the benchmark, through DuckDB's C interface: one thread, types given, the plainest SQL that answers the
 * question. Links libduckdb.so, whose few functions are declared here. Rows go to stdout as JSON, "compare I wall S cpu
 * S" to stderr. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  uint64_t columns, rows, changed;
  void* data;
  char* message;
  void* internal;
} duckdb_result;
typedef void* duckdb_handle;
extern int duckdb_open(const char* path, duckdb_handle* database);
extern int duckdb_connect(duckdb_handle database, duckdb_handle* connection);
extern int duckdb_query(duckdb_handle connection, const char* sql, duckdb_result* result);
extern const char* duckdb_result_error(duckdb_result* result);
extern uint64_t duckdb_column_count(duckdb_result* result);
extern uint64_t duckdb_row_count(duckdb_result* result);
extern char* duckdb_value_varchar(duckdb_result* result, uint64_t column, uint64_t row);
extern void duckdb_free(void* value);
extern void duckdb_destroy_result(duckdb_result* result);
extern void duckdb_disconnect(duckdb_handle* connection);
extern void duckdb_close(duckdb_handle* database);

static duckdb_handle database, connection;

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void print_rows(duckdb_result* result) {
  for (uint64_t row = 0; row < duckdb_row_count(result); ++row) {
    printf(row == 0 ? "[[" : "],\n[");
    for (uint64_t column = 0; column < duckdb_column_count(result); ++column) {
      char* value = duckdb_value_varchar(result, column, row);
      printf(column == 0 ? "%s" : ",%s", value ? value : "null");
      duckdb_free(value);
    }
  }
  printf(duckdb_row_count(result) == 0 ? "[]\n" : "]]\n");
}

static void query(const char* sql, int print) {
  duckdb_result result;
  if (duckdb_query(connection, sql, &result) != 0) {
    fprintf(stderr, "duckdb: %s\nin: %s\n", duckdb_result_error(&result), sql);
    exit(1);
  }
  if (print) print_rows(&result);
  duckdb_destroy_result(&result);
}

static void csv(char* sql, size_t size, const char* folder, const char* cycle) {
  snprintf(
      sql, size,
      "(SELECT subject, (CASE state WHEN 'committed' THEN 0 WHEN 'uncertain' THEN 1 ELSE 2 END)::UTINYINT AS state, "
      "amount, "
      "segment, weight, score FROM read_csv('%s/cycle_%s.csv', header=true, auto_detect=false, delim=',', quote='\"', "
      "escape='\"', columns={'subject':'VARCHAR','state':'VARCHAR','amount':'BIGINT','segment':'UTINYINT',"
      "'weight':'DOUBLE','score':'UTINYINT'}))",
      folder, cycle);
}

static void compare(const char* earlier, const char* later, const char* key, int print) {
  static char sql[8192];
  snprintf(sql, sizeof sql,
           "SELECT coalesce(b.segment, a.segment), coalesce(a.state, 3), coalesce(b.state, 3), count(*), "
           "coalesce(sum(a.amount), 0), coalesce(sum(b.amount), 0), "
           "sum(greatest(coalesce(b.amount, 0) - coalesce(a.amount, 0), 0)), "
           "sum(greatest(coalesce(a.amount, 0) - coalesce(b.amount, 0), 0)) "
           "FROM %s a FULL OUTER JOIN %s b ON a.%s = b.%s GROUP BY ALL ORDER BY ALL",
           earlier, later, key, key);
  query(sql, print);
}

static void ingest(const char* folder, int cycles, int integers) {
  static char source[2048], sql[4096], cycle[16];
  if (integers)
    query("CREATE SEQUENCE numbers; CREATE TABLE customer(id INTEGER DEFAULT nextval('numbers'), subject VARCHAR)", 0);
  for (int i = 0; i < cycles; ++i) {
    snprintf(cycle, sizeof cycle, "%d", i);
    csv(source, sizeof source, folder, cycle);
    if (integers) {
      snprintf(sql, sizeof sql, "CREATE TEMP TABLE stage AS SELECT * FROM %s", source);
      query(sql, 0);
      query("INSERT INTO customer(subject) SELECT subject FROM stage ANTI JOIN customer USING (subject)", 0);
      snprintf(
          sql, sizeof sql,
          "CREATE TABLE cycle_%d AS SELECT c.id, s.* EXCLUDE (subject) FROM stage s JOIN customer c USING (subject)",
          i);
      query(sql, 0);
      query("DROP TABLE stage", 0);
    } else {
      snprintf(sql, sizeof sql, "CREATE TABLE cycle_%d AS SELECT * FROM %s", i, source);
      query(sql, 0);
    }
  }
  query("CHECKPOINT", 0);
}

int main(int count, char** arguments) {
  if (count < 5) return 2;
  const char* work = arguments[1];
  const char* path = strcmp(work, "ingest") == 0 ? arguments[3] : strcmp(work, "compare") == 0 ? arguments[2] : NULL;
  if (duckdb_open(path, &database) != 0 || duckdb_connect(database, &connection) != 0) return 1;
  query("SET threads=1; SET preserve_insertion_order=false", 0);
  if (strcmp(work, "ingest") == 0 && count == 6) {
    ingest(arguments[2], atoi(arguments[4]), strcmp(arguments[5], "int") == 0);
  } else if (strcmp(work, "compare") == 0 && count == 7) {
    char earlier[64], later[64];
    snprintf(earlier, sizeof earlier, "cycle_%s", arguments[3]);
    snprintf(later, sizeof later, "cycle_%s", arguments[4]);
    for (int i = 0; i < atoi(arguments[6]); ++i) {
      const double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
      compare(earlier, later, strcmp(arguments[5], "int") == 0 ? "id" : "subject", i == 0);
      fprintf(stderr, "compare %d wall %.6f cpu %.6f\n", i, seconds(CLOCK_MONOTONIC) - wall,
              seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    }
  } else if (strcmp(work, "full") == 0 && count == 5) {
    static char earlier[2048], later[2048];
    csv(earlier, sizeof earlier, arguments[2], arguments[3]);
    csv(later, sizeof later, arguments[2], arguments[4]);
    compare(earlier, later, "subject", 1);
  } else {
    return 2;
  }
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return 0;
}
