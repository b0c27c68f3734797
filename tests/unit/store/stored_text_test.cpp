#include "core/store/stored_text.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

SnapshotHeader full_header() {
  SnapshotHeader header = test::sample_header(2026);
  header.revision = 2;
  header.revision_reason = "late answers from \"Oulu\"\n";
  header.money_window.first = Day::min();
  header.instrument.bridge = {{"warm", "uncertain"}, {"cold", "leaving"}};
  header.instrument.note = "säännöt muuttuivat";
  header.sources = {{"invoices", "data/invoices.csv", std::numeric_limits<uint64_t>::max(), "ab", 12, 3},
                    {"answers", "data/answers.csv", 80, "cd", 9, 0, "ef", 4, "Status == \"IP Address\""}};
  header.instrument.rows = "answers where Status == \"IP Address\"";
  header.prices = PriceBasis{"cpi", "2025", "coicop == \"CP00\""};
  header.outcome = Outcome::partial;
  header.reasons = {"3 rows skipped", ""};
  header.asked = Asked::random_sample;
  header.members = 8000;
  header.rows_of_nobody = 7;
  header.money_of_nobody.minor = std::numeric_limits<int64_t>::min();
  header.rows_skipped = 3;
  header.base.minor = std::numeric_limits<int64_t>::max();
  return header;
}

}  // namespace

TEST_CASE("stored text: a snapshot header comes back with every field", "[store]") {
  const SnapshotHeader header = full_header();
  const std::string json = snapshot_header_to_json(header);
  const SnapshotHeader back = snapshot_header_from_json(json);
  CHECK(snapshot_header_to_json(back) == json);
  CHECK(back.name == header.name);
  CHECK(back.revision == 2);
  CHECK(back.revision_reason == header.revision_reason);
  CHECK(back.interval == header.interval);
  CHECK(back.money_window == header.money_window);
  CHECK(back.opens == header.opens);
  CHECK(back.closes == header.closes);
  CHECK(back.as_of == header.as_of);
  CHECK(back.calendar_hash == header.calendar_hash);
  CHECK(back.population_hash == header.population_hash);
  CHECK(back.metric.id == header.metric.id);
  CHECK(back.metric.version == header.metric.version);
  CHECK(back.metric.hash == header.metric.hash);
  CHECK(back.metric.currency == header.metric.currency);
  CHECK(back.metric.definition == header.metric.definition);
  CHECK(back.instrument.bridge == header.instrument.bridge);
  CHECK(back.instrument.change == header.instrument.change);
  CHECK(back.instrument.note == header.instrument.note);
  CHECK(back.plugin.sha256 == header.plugin.sha256);
  REQUIRE(back.states.size() == 3);
  CHECK(back.states[1].name == "uncertain");
  CHECK(back.states[1].money == MoneyClass::at_risk);
  CHECK(back.asked == Asked::random_sample);
  CHECK(back.segments == header.segments);
  REQUIRE(back.sources.size() == 2);
  CHECK(back.sources[0].rows_where.empty());
  CHECK(back.sources[1].rows_left_out == 4);
  CHECK(back.sources[1].rows_where == "Status == \"IP Address\"");
  CHECK(back.instrument.rows == header.instrument.rows);
  CHECK(back.prices == header.prices);
  CHECK(back.sources[0].bytes == std::numeric_limits<uint64_t>::max());
  CHECK(back.sources[0].rows == 12);
  CHECK(back.sources[0].rows_skipped == 3);
  CHECK(back.outcome == Outcome::partial);
  CHECK(back.reasons == header.reasons);
  CHECK(back.members == 8000);
  CHECK(back.rows_of_nobody == 7);
  CHECK(back.money_of_nobody == header.money_of_nobody);
  CHECK(back.rows_skipped == 3);
  CHECK(back.base == header.base);
}

TEST_CASE("stored text: a header from before it said who was asked is of everybody", "[store]") {
  const std::string json = replace_all(snapshot_header_to_json(full_header()), R"("asked":"random sample",)", "");
  REQUIRE(json.find("asked") == std::string::npos);
  CHECK(snapshot_header_from_json(json).asked == Asked::everybody);
}

TEST_CASE("stored text: a default header comes back", "[store]") {
  const std::string json = snapshot_header_to_json(SnapshotHeader{});
  CHECK(snapshot_header_to_json(snapshot_header_from_json(json)) == json);
}

TEST_CASE("stored text: what is no header is corrupt, not a crash", "[store]") {
  for (const char* text : {"", "{", "[]", "{}", "null", R"({"name": 3})"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(snapshot_header_from_json(text), Error);
    CHECK_THROWS_AS(frame_header_from_json(text), Error);
  }
}

TEST_CASE("stored text: a file name that is no UTF-8 can be kept", "[store]") {
  Frame frame;
  frame.provenance = {{"register", "data/\xE4.csv", 1, "", 0, 0}};
  CHECK(frame_header_from_json(frame_header_to_json(frame)).provenance[0].file == "data/\xEF\xBF\xBD.csv");
}
