// vk_bench_isolation PROGRAM PLUGIN.so [MEMBERS [ROUNDS]]
//   What a process of its own costs a measurement plugin. Each round measures MEMBERS (10 million) once with the plugin
//   in this process and once in its own, and prints medians of ROUNDS (9) and their ratios; then how long it takes
//   until a plugin in a process of its own has its options, with a fork server that is there and without.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "core/measure/measure.hpp"
#include "core/plugin_host/fork_server.hpp"
#include "tests/bench/cpu_clock.hpp"

namespace {

using namespace vk;

constexpr size_t kStarts = 51;
constexpr std::chrono::milliseconds kOtherWork{20};
constexpr uint32_t kMembersABucket = 20'000;

struct Cost {
  double wall = 0;
  double cpu = 0;
};

/// Processor time of all processes that were started and have ended.
double children_cpu() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Cost median_of(const std::vector<Cost>& all) {
  std::vector<double> wall;
  std::vector<double> cpu;
  for (const Cost& each : all) {
    wall.push_back(each.wall);
    cpu.push_back(each.cpu);
  }
  return {median(wall), median(cpu)};
}

/// Everything a measurement of so many members borrows.
struct Audience {
  MeasurementSpec measurement;
  Occurrence occurrence;
  Frame frame;
  MetricAmounts amounts;

  explicit Audience(size_t members) {
    measurement.id = "renewal";
    measurement.states = {{"committed", MoneyClass::secured}, {"leaving", MoneyClass::leaving}};
    occurrence.name = {"renewal", "customers", "2026"};
    occurrence.interval = {*day_from("2026-01-01"), *day_from("2027-01-01")};
    frame.segments.tuples = {{}};
    frame.segment.assign(members, 0);
    amounts.metric.id = "purchases";
    amounts.metric.currency = *Currency::from_code("EUR");
    for (size_t at = 0; at < members; ++at) {
      frame.subjects.push_back(
          subject_number(static_cast<uint32_t>(at / kMembersABucket), static_cast<uint32_t>(at % kMembersABucket)));
      amounts.money.push_back(static_cast<int64_t>(at % 1000));
      amounts.activity.push_back(at % 3 == 0 ? kActiveBefore : kActive);
    }
  }

  MeasureRequest request() { return {&measurement, &occurrence, &frame, &amounts, {}, {}, 7}; }
};

PluginLibrary find(const char* program, const char* plugin) {
  Diagnostics diagnostics;
  const std::filesystem::path files[] = {plugin};
  PluginLibrary library = PluginLibrary::search(files, diagnostics, program);
  if (library.descriptions().empty()) throw std::runtime_error(render(diagnostics));
  return library;
}

PluginSetting setting_of(Isolation isolation) {
  PluginSetting setting;
  setting.hosting.isolation = isolation;
  return setting;
}

/// One measurement; the time of making its members does not count, that of ending its process does.
Cost measure_once(const char* program, const char* plugin, Isolation isolation, const Audience& made) {
  Audience audience = made;
  const MeasureRequest request = audience.request();
  const double children = children_cpu();
  double wall = 0;
  double cpu = 0;
  {
    const PluginLibrary library = find(program, plugin);
    const std::vector<std::string> states{"committed", "leaving"};
    const auto instance = library.create(library.descriptions().front(), {}, states, setting_of(isolation));
    const bench::Stopwatch watch;
    static_cast<void>(measure(request, *instance));
    wall = watch.wall();
    cpu = watch.cpu();
  }
  return {wall, cpu + children_cpu() - children};
}

/// How long a plugin takes to be ready; in milliseconds. A run has other work before each start.
double start_once(const PluginLibrary& library) {
  const std::vector<std::string> states{"committed", "leaving"};
  std::this_thread::sleep_for(kOtherWork);
  const bench::Stopwatch watch;
  const auto instance = library.create(library.descriptions().front(), {}, states, setting_of(Isolation::process));
  return watch.wall() * 1e3;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "usage: vk_bench_isolation PROGRAM PLUGIN.so [MEMBERS [ROUNDS]]\n");
    return 2;
  }
  const size_t members = count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 10'000'000;
  const size_t rounds = count > 4 ? std::strtoull(arguments[4], nullptr, 10) : 9;
  try {
    const Audience made(members);
    std::vector<Cost> here;
    std::vector<Cost> there;
    for (size_t round = 0; round < rounds; ++round) {
      here.push_back(measure_once(arguments[1], arguments[2], Isolation::none, made));
      there.push_back(measure_once(arguments[1], arguments[2], Isolation::process, made));
    }
    const Cost without = median_of(here);
    const Cost with = median_of(there);
    fmt::print("{} members: in the program wall {:.3f} s cpu {:.3f} s; in a process wall {:.3f} s cpu {:.3f} s\n",
               members, without.wall, without.cpu, with.wall, with.cpu);
    fmt::print("ratio wall {:.2f} cpu {:.2f}\n", with.wall / without.wall, with.cpu / without.cpu);

    std::vector<double> warm;
    std::vector<double> cold;
    const PluginLibrary library = find(arguments[1], arguments[2]);
    for (size_t start = 0; start < kStarts; ++start) {
      warm.push_back(start_once(library));
      const bench::Stopwatch watch;
      static_cast<void>(find(arguments[1], arguments[2]));
      cold.push_back(watch.wall() * 1e3);
    }
    fmt::print("ready after {:.2f} ms, without a fork server {:.2f} ms (medians of {})\n", median(warm), median(cold),
               kStarts);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
  return 0;
}
