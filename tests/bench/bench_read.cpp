// vk_bench_read FOLDER CYCLES [none|key]
// Reads FOLDER/cycle_N.csv (see make_cycles.cpp) as a measurement would, without ("none") or with its keys resolved,
// and tells the CPU seconds. The whole program is timed by compare_with_duckdb.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/table/read_source.hpp"
#include "tests/bench/cpu_clock.hpp"

namespace {

using namespace vk;

ReadRequest request_of(bool with_key) {
  ReadRequest request;
  request.source = "cycle";
  if (with_key) request.key = "subject";
  request.add_subjects = with_key;
  request.columns = {{"state", CellKind::dictionary, {}, true, {}},
                     {"amount", CellKind::money, Currency::from_code("JPY").value(), true, {}},
                     {"segment", CellKind::dictionary, {}, true, {}},
                     {"weight", CellKind::dictionary, {}, false, {}},
                     {"score", CellKind::dictionary, {}, false, {}}};
  return request;
}

void read_cycle(const std::string& folder, int cycle, const ReadRequest& request, SubjectIndex& index) {
  const std::vector<std::filesystem::path> files{fmt::format("{}/cycle_{}.csv", folder, cycle)};
  Diagnostics diagnostics;
  const bench::Stopwatch reading;
  const SourceTable source = read_source(SourceFormat{}, request, files, &index, diagnostics);
  if (diagnostics.has_errors()) throw Error(ErrorCode::invalid_input, render(diagnostics));
  fmt::print("read {} rows {} wall {:.3f} cpu {:.3f}\n", cycle, source.rows, reading.wall(), reading.cpu());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3 && count != 4) {
    fmt::print(stderr, "usage: vk_bench_read FOLDER CYCLES [none|key]\n");
    return 2;
  }
  try {
    const ReadRequest request = request_of(count == 3 || std::string{arguments[3]} == "key");
    const std::string first = std::string{arguments[1]} + "/cycle_0.csv";
    SubjectIndex index(bucket_bits_for(std::filesystem::file_size(first) / 40), 1);
    for (int cycle = 0; cycle < std::atoi(arguments[2]); ++cycle) read_cycle(arguments[1], cycle, request, index);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
  return 0;
}
