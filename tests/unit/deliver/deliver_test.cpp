#include "core/deliver/deliver.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

vk::RenderedFile file_of(const std::string& item, const std::string& bytes) {
  return {{item, "", "2026"}, "html", bytes};
}

}  // namespace

TEST_CASE("deliver: a report lies in its folder under its name, with its hash in the list") {
  const vk::test::TempFolder folder;
  const std::vector<vk::RenderedFile> files{file_of("board", "one"), file_of("team", "two")};
  const std::vector<vk::PlacedText> to{{"folder:out/reports", {}}};
  const auto first = vk::deliver_files(files, to, folder.path());
  REQUIRE(first.size() == 2);
  CHECK(first[0].path == folder.path() / "out/reports/board-2026.html");
  CHECK(first[0].written);
  CHECK(vk::read_file(first[0].path) == "one");
  CHECK(vk::read_file(folder.path() / "out/reports/SHA256SUMS") ==
        vk::sha256_hex("one") + "  board-2026.html\n" + vk::sha256_hex("two") + "  team-2026.html\n");
}

TEST_CASE("deliver: the same bytes again write nothing; other bytes replace them and their hash") {
  const vk::test::TempFolder folder;
  const std::vector<vk::PlacedText> to{{"folder:reports", {}}};
  const std::vector<vk::RenderedFile> one{file_of("board", "one")};
  const std::vector<vk::RenderedFile> two{file_of("board", "two")};
  REQUIRE(vk::deliver_files(one, to, folder.path())[0].written);
  CHECK_FALSE(vk::deliver_files(one, to, folder.path())[0].written);
  CHECK(vk::deliver_files(two, to, folder.path())[0].written);
  CHECK(vk::read_file(folder.path() / "reports/SHA256SUMS") == vk::sha256_hex("two") + "  board-2026.html\n");
}

TEST_CASE("deliver: no id leads out of its folder, and different names stay different files") {
  CHECK(vk::delivered_name({"board", "", "2026-Q2"}, "html") == "board-2026-Q2.html");
  CHECK(vk::delivered_name({"win_back", "customers", "2026"}, "plan.json") == "win_back-customers-2026.plan.json");
  const std::string hostile = vk::delivered_name({"../../etc/passwd", "", ".."}, "/../x");
  CHECK(hostile.find('/') == std::string::npos);
  CHECK(hostile.find("..") == std::string::npos);
  CHECK(vk::delivered_name({"a/b", "", "1"}, "html") != vk::delivered_name({"a_b", "", "1"}, "html"));
  CHECK(vk::delivered_name({"a/b", "", "1"}, "html") != vk::delivered_name({"a:b", "", "1"}, "html"));
}

TEST_CASE("deliver: an unknown target is said at its line and nothing is written") {
  const vk::test::TempFolder folder;
  vk::AnnualCalendar calendar;
  calendar.texts = {{"year.toml", {"to = [\"pigeon:roof\"]"}}};
  const std::vector<vk::PlacedText> to{{"folder:reports", {}}, {"pigeon:roof", {"year.toml", 1, 7}}};
  vk::Diagnostics diagnostics;
  vk::check_targets(to, calendar, diagnostics);
  REQUIRE(diagnostics.error_count() == 1);
  CHECK(diagnostics.all()[0].at.line == 1);
  CHECK(diagnostics.all()[0].message == "reports cannot be sent to \"pigeon:roof\"");
  CHECK(diagnostics.all()[0].excerpt == "to = [\"pigeon:roof\"]");
  const std::vector<vk::RenderedFile> files{file_of("board", "one")};
  CHECK_THROWS_AS(vk::deliver(files, to, folder.path()), vk::Error);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "reports"));
}
