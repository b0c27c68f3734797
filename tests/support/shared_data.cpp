#include "tests/support/shared_data.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>

namespace vk::test {
namespace {

namespace fs = std::filesystem;

fs::path configured_folder() {
  const char* named = std::getenv("VK_SHARED_DATA");
  if (named != nullptr && *named != '\0') return named;
  return fs::path{VK_SOURCE_DIR} / ".." / "shared" / "data";
}

void say_skipped_once() {
  static std::string last_skipped;
  const std::string test = Catch::getResultCapture().getCurrentTestName();
  if (test == last_skipped) return;
  last_skipped = test;
  std::puts("skipped: no shared data");
  std::fflush(stdout);
}

}  // namespace

std::optional<fs::path> shared_data() {
  const fs::path folder = configured_folder();
  std::error_code failure;
  if (fs::is_directory(folder, failure)) return fs::weakly_canonical(folder);
  say_skipped_once();
  SUCCEED("skipped: no shared data");
  return std::nullopt;
}

}  // namespace vk::test
