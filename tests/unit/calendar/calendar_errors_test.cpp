#include <catch2/catch.hpp>

#include <filesystem>

#include "core/base/file.hpp"
#include "core/calendar/load_calendar.hpp"
#include "tests/support/approve.hpp"

namespace vk {
namespace {

TEST_CASE("calendar errors: every wrong calendar has its approved text") {
  const auto files = files_matching(std::filesystem::path{VK_SOURCE_DIR} / "tests/approvals/calendar/*.toml");
  REQUIRE(files.size() >= 30);
  for (const std::filesystem::path& file : files) {
    Diagnostics diagnostics;
    load_calendar_text(read_file(file), file.filename(), diagnostics);
    const std::string name = file.stem().string();
    CHECK(diagnostics.has_errors() == (name != "valid"));
    test::approve("calendar/" + name + ".expected", diagnostics.empty() ? "no problems\n" : render(diagnostics));
  }
}

}  // namespace
}  // namespace vk
