#include "core/base/file.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <csignal>

#include "core/base/error.hpp"
#include "tests/support/temp_folder.hpp"

namespace fs = std::filesystem;
using vk::Error;
using vk::ErrorCode;
using vk::test::TempFolder;

namespace {

/// The code and message of the Error that `call` throws.
template <typename Call>
std::pair<ErrorCode, std::string> error_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return {error.code(), error.what()};
  }
  return {ErrorCode::cancelled, "threw nothing"};
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// While it lives no file of this process may grow beyond `bytes`, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("write_file: what is written reads back, byte for byte") {
  const TempFolder folder;
  const std::string bytes{"a\0b\r\n\xFF", 6};
  vk::write_file(folder / "a.bin", bytes);
  CHECK(vk::read_file(folder / "a.bin") == bytes);
  vk::write_file(folder / "a.bin", "");
  CHECK(vk::read_file(folder / "a.bin").empty());
  CHECK(names_in(folder.path()) == std::vector<std::string>{"a.bin"});
}

TEST_CASE("write_file: makes the folders on the way") {
  const TempFolder folder;
  vk::write_file(folder / "2026/board/report.html", "<html>");
  CHECK(vk::read_file(folder / "2026/board/report.html") == "<html>");
}

TEST_CASE("write_file: a file in place of a folder is told") {
  const TempFolder folder;
  folder.write("report", "a file");
  const auto [code, message] = error_of([&] { vk::write_file(folder / "report/a.html", "<html>"); });
  CHECK(code == ErrorCode::unavailable);
  CHECK(message == "cannot make folder " + (folder / "report").string() + ": Not a directory");
}

TEST_CASE("write_file: a full disk leaves the old file and nothing half written") {
  const TempFolder folder;
  vk::write_file(folder / "report.html", "old");
  const FileSizeLimit limit{1000};
  const auto [code, message] = error_of([&] { vk::write_file(folder / "report.html", std::string(5000, 'x')); });
  CHECK(code == ErrorCode::unavailable);
  CHECK(message == "cannot write " + (folder / "report.html").string() + ": File too large");
  CHECK(vk::read_file(folder / "report.html") == "old");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"report.html"});
}

TEST_CASE("write_file: a folder of the same name is told and left alone") {
  const TempFolder folder;
  folder.write("report.html/inner", "kept");
  const auto [code, message] = error_of([&] { vk::write_file(folder / "report.html", "<html>"); });
  CHECK(code == ErrorCode::unavailable);
  CHECK(message == "cannot write " + (folder / "report.html").string() + ": Is a directory");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"report.html"});
  CHECK(vk::read_file(folder / "report.html/inner") == "kept");
}

TEST_CASE("write_file: a read-only folder is told with its reason") {
  const TempFolder folder;
  fs::create_directory(folder / "locked");
  fs::permissions(folder / "locked", fs::perms::owner_read | fs::perms::owner_exec);
  if (::geteuid() == 0) {
    // Root may write everywhere but where the system itself says no.
    CHECK(error_of([] { vk::write_file("/proc/vuosikello/report.html", "x"); }).first == ErrorCode::unavailable);
    return;
  }
  const auto [code, message] = error_of([&] { vk::write_file(folder / "locked/report.html", "x"); });
  CHECK(code == ErrorCode::unavailable);
  CHECK(message == "cannot write " + (folder / "locked/report.html").string() + ": Permission denied");
}

TEST_CASE("write_file: others may read the file") {
  const TempFolder folder;
  const mode_t before = ::umask(022);
  vk::write_file(folder / "report.html", "x");
  ::umask(before);
  CHECK((fs::status(folder / "report.html").permissions() & fs::perms::all) == fs::perms{0644});
}

TEST_CASE("read_file: a missing file and a folder are told apart") {
  const TempFolder folder;
  const auto [missing, missing_text] = error_of([&] { vk::read_file(folder / "none.csv"); });
  CHECK(missing == ErrorCode::not_found);
  CHECK(missing_text == "cannot open " + (folder / "none.csv").string() + ": No such file or directory");
  const auto [other, other_text] = error_of([&] { vk::read_file(folder.path()); });
  CHECK(other == ErrorCode::unavailable);
  CHECK(other_text == "cannot read " + folder.path().string() + ": Is a directory");
}

TEST_CASE("read_file: reads files that tell no size") {
  CHECK(vk::read_file("/proc/self/status").starts_with("Name:"));
}

TEST_CASE("read_file: reads more than one step of its buffer") {
  const TempFolder folder;
  const std::string bytes(300000, 'y');
  vk::write_file(folder / "big", bytes);
  CHECK(vk::read_file(folder / "big") == bytes);
}

TEST_CASE("files_matching: the wildcard gives the matching files sorted by name") {
  const TempFolder folder;
  for (const char* name :
       {"invoices-2026.csv", "invoices-2025.csv", "invoices.csv", "answers-2025.csv", "invoices-dir.csv/x"})
    folder.write(name, "x");
  const std::vector<fs::path> expected{folder / "invoices-2025.csv", folder / "invoices-2026.csv"};
  CHECK(vk::files_matching(folder / "invoices-*.csv") == expected);
  CHECK(vk::files_matching(folder / "invoices-202?.csv") == expected);
}

TEST_CASE("files_matching: without a wildcard the file itself, when it exists") {
  const TempFolder folder;
  folder.write("a.csv", "x");
  CHECK(vk::files_matching(folder / "a.csv") == std::vector<fs::path>{folder / "a.csv"});
  CHECK(vk::files_matching(folder / "b.csv").empty());
}

TEST_CASE("files_matching: links that lead nowhere or in a circle do not stop it") {
  const TempFolder folder;
  fs::create_symlink("loop.csv", folder / "loop.csv");
  fs::create_symlink("none", folder / "dangling.csv");
  folder.write("a.csv", "x");
  CHECK(vk::files_matching(folder / "*a.csv") == std::vector<fs::path>{folder / "a.csv"});
}

TEST_CASE("files_matching: a missing folder has no files") {
  const TempFolder folder;
  CHECK(vk::files_matching(folder / "none/*.csv").empty());
}
