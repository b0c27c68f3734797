#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

/// What a child says after each commit: what it kept, and which.
struct Acknowledgement {
  enum Kind : uint32_t { snapshot, frame, report, log, failure } kind = failure;
  uint32_t number = 0;
};

OccurrenceName name_of(uint32_t number) {
  return {"renewal", "customers", "c" + std::to_string(number)};
}

std::vector<test::Row> new_members(Store& store, uint32_t number) {
  std::vector<test::Row> rows;
  for (uint32_t i = 0; i < 60; ++i) {
    test::Row row;
    row.subject = store.subjects().add("s" + std::to_string(number % 7) + "-" + std::to_string(i));
    row.money = number + i;
    rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.subject < b.subject; });
  return rows;
}

LogEntry entry_of(uint32_t number, LogEvent event) {
  LogEntry entry;
  entry.name = name_of(number);
  entry.planned.name = entry.name;
  entry.event = event;
  return entry;
}

void keep_frame(Store& store, uint32_t number) {
  Frame frame;
  frame.audience = "customers";
  frame.segments.tuples = {{}};
  for (const test::Row& row : new_members(store, number)) {
    frame.subjects.push_back(row.subject);
    frame.segment.push_back(0);
  }
  store.put_frame(name_of(number), frame, entry_of(number, LogEvent::opened));
}

void keep_snapshot(Store& store, uint32_t number) {
  SnapshotHeader header = test::sample_header(2025);
  header.name = name_of(number);
  const Snapshot snapshot = test::snapshot_of(header, new_members(store, number));
  const std::vector<Day> days(snapshot.size(), Day{std::chrono::days{1000 - static_cast<int>(number)}});
  store.put_snapshot(snapshot, entry_of(number, LogEvent::closed), days);
}

void keep_report(Store& store, uint32_t number) {
  const std::string bytes = "report " + std::to_string(number);
  const LogEntry closed = entry_of(number, LogEvent::closed);
  store.archive_report({{"board", "", std::to_string(number)}, "html", Instant{}, sha256_hex(bytes), bytes}, &closed);
}

/// The child: keeps one thing after the other and says so, until it is killed.
[[noreturn]] void keep_for_ever(const std::filesystem::path& path, uint32_t first, int pipe_end) {
  const auto say = [&](Acknowledgement::Kind kind, uint32_t number) {
    const Acknowledgement words{kind, number};
    if (::write(pipe_end, &words, sizeof words) != sizeof words) ::_exit(1);
  };
  try {
    Store store = Store::open(path, StoreMode::read_write, 200000);
    for (uint32_t number = first;; ++number) {
      keep_frame(store, number);
      say(Acknowledgement::frame, number);
      keep_snapshot(store, number);
      say(Acknowledgement::snapshot, number);
      keep_report(store, number);
      say(Acknowledgement::report, number);
      store.append_log(std::vector<LogEntry>{entry_of(number, LogEvent::reminded)});
      say(Acknowledgement::log, number);
    }
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "child: %s\n", problem.what());
    say(Acknowledgement::failure, 0);
  }
  ::_exit(1);
}

/// Runs the child, kills it after `acknowledgements` and some spinning, and gives all that it acknowledged.
std::vector<Acknowledgement> run_and_kill(const std::filesystem::path& path, uint32_t first, uint64_t acknowledgements,
                                          uint64_t spins) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    keep_for_ever(path, first, ends[1]);
  }
  ::close(ends[1]);
  std::vector<Acknowledgement> heard;
  Acknowledgement words;
  while (heard.size() < acknowledgements && ::read(ends[0], &words, sizeof words) == sizeof words)
    heard.push_back(words);
  test::Dice spinner(spins);
  for (uint64_t i = 0; i < spins; ++i) spinner.next();
  ::kill(child, SIGKILL);
  while (::read(ends[0], &words, sizeof words) == sizeof words) heard.push_back(words);
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return heard;
}

/// True when what was acknowledged is there.
bool is_kept(Store& store, const Acknowledgement& words, const std::set<std::string>& logged) {
  const OccurrenceName name = name_of(words.number);
  switch (words.kind) {
    case Acknowledgement::snapshot:
      return store.find_snapshot(name).has_value();
    case Acknowledgement::frame:
      return store.frame(name).has_value();
    case Acknowledgement::report: {
      const std::vector<ArchivedReport> reports = store.reports();
      return std::any_of(reports.begin(), reports.end(),
                         [&](const auto& report) { return report.name.cycle == std::to_string(words.number); });
    }
    case Acknowledgement::log:
      return logged.count(name.cycle) > 0;
    case Acknowledgement::failure:
      return false;
  }
  return false;
}

bool is_store(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path) && std::filesystem::file_size(path, ignored) > 0;
}

}  // namespace

TEST_CASE("store: two hundred kills at random moments lose nothing that was acknowledged", "[store]") {
  const char* given = std::getenv("VK_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 20260301;
  CAPTURE(seed);
  test::Dice dice(seed);
  std::vector<Acknowledgement> all;
  std::optional<test::TempFolder> folder;
  for (uint32_t round = 0; round < 200; ++round) {
    if (round % 20 == 0) {  // a new store now and then, so that making one is killed too
      all.clear();
      folder.emplace();
    }
    const std::filesystem::path path = *folder / "s.db";
    const uint64_t acknowledgements = dice.roll(6);
    const std::vector<Acknowledgement> heard =
        run_and_kill(path, (round % 20) * 1000, acknowledgements, dice.roll(4000000));
    all.insert(all.end(), heard.begin(), heard.end());
    CAPTURE(round, acknowledgements, heard.size());
    if (!is_store(path) && all.empty()) continue;
    Store store = Store::open(path, StoreMode::read_write);
    REQUIRE(store.verify() == std::vector<std::string>{});
    std::set<std::string> logged;
    for (const LogEntry& entry : store.log()) {
      if (entry.event == LogEvent::reminded) logged.insert(entry.name.cycle);
    }
    for (const Acknowledgement& words : heard) REQUIRE(is_kept(store, words, logged));
  }
  CHECK(std::count_if(all.begin(), all.end(), [](const auto& a) { return a.kind == Acknowledgement::snapshot; }) > 0);
}

TEST_CASE("store: a full disk is told, and the store stays sound", "[store]") {
  const test::TempFolder folder;
  const std::filesystem::path path = folder / "s.db";
  Store store = Store::open(path, StoreMode::read_write);
  keep_snapshot(store, 1);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto old_handler = ::signal(SIGXFSZ, SIG_IGN);
  rlimit tight = before;
  tight.rlim_cur = std::filesystem::file_size(path) + 50000;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
  std::string code = "none";
  try {
    for (uint32_t number = 2; number < 200; ++number) keep_snapshot(store, number);
  } catch (const Error& problem) {
    code = to_string(problem.code());
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, old_handler);
  CHECK(code == "unavailable");
  CHECK(store.verify() == std::vector<std::string>{});
  const size_t kept = store.snapshots().size();
  CHECK(kept >= 1);
  CHECK(store.log().size() == kept);
  CHECK_NOTHROW(keep_snapshot(store, 1000));
  CHECK(store.snapshots().size() == kept + 1);
}

TEST_CASE("store: a folder that cannot be written is told, and a store in it can be read", "[store]") {
  const test::TempFolder folder;
  const std::filesystem::path closed = folder / "closed";
  std::filesystem::create_directory(closed);
  {
    Store store = Store::open(closed / "s.db", StoreMode::read_write);
    keep_snapshot(store, 1);
  }
  std::filesystem::remove(closed / "s.db.lock");
  using std::filesystem::perms;
  std::filesystem::permissions(folder.path(), perms::owner_all | perms::group_read | perms::group_exec |
                                                  perms::others_read | perms::others_exec);
  std::filesystem::permissions(closed, perms::owner_read | perms::owner_exec | perms::others_read | perms::others_exec);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(10);
    int told = 0;
    for (const char* name : {"s.db", "new.db"}) {
      try {
        Store::open(closed / name, StoreMode::read_write);
      } catch (const Error& problem) {
        if (problem.code() == ErrorCode::unavailable) ++told;
      }
    }
    const bool readable = Store::open(closed / "s.db", StoreMode::read_only).snapshots().size() == 1;
    ::_exit(told == 2 && readable ? 0 : 11);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  std::filesystem::permissions(closed, perms::owner_all);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}
