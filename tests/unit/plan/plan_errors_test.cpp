#include <catch2/catch.hpp>

#include <filesystem>

#include "core/base/file.hpp"
#include "core/calendar/load_calendar.hpp"
#include "core/plan/make_plan.hpp"

#include "plan_fixture.hpp"
#include "tests/support/approve.hpp"

namespace vk {
namespace {

TEST_CASE("plan errors: every calendar that reads well and plans badly has its approved text") {
  const std::filesystem::path folder = std::filesystem::path{VK_SOURCE_DIR} / "tests/approvals/plan";
  const auto files = files_matching(folder / "*.toml");
  REQUIRE(files.size() >= 11);
  for (const std::filesystem::path& file : files) {
    INFO(file);
    Diagnostics diagnostics;
    const std::vector<CalendarFileText> texts{{file.filename(), read_file(file)}};
    const AnnualCalendar calendar = load_calendar_texts(texts, folder, diagnostics);
    CHECK(diagnostics.empty());
    make_plan(calendar, test::days("2026-01-01", "2028-01-01"), diagnostics);
    CHECK_FALSE(diagnostics.empty());
    test::approve("plan/" + file.stem().string() + ".expected", render(diagnostics));
  }
}

}  // namespace
}  // namespace vk
