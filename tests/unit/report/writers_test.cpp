#include "core/report/writers.hpp"

#include <catch2/catch.hpp>

#include <Poco/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <set>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/calendar/calendar_keys.hpp"
#include "core/report/build_report.hpp"
#include "core/report/svg_pictures.hpp"
#include "core/report/year_wheel.hpp"
#include "tests/support/approve.hpp"
#include "tests/unit/report/report_example.hpp"

namespace {

const std::string kScript = "<script>alert(\"1\")</script> & 'x' | `y`";

vk::ReportInputs hostile_inputs() {
  vk::ReportInputs inputs = vk::test::example_inputs();
  inputs.title = inputs.organisation = kScript;
  inputs.reasons = {kScript};
  inputs.cycles[0].header.states[0].name = kScript;
  inputs.cycles[0].header.segments.tuples[0][0] = kScript;
  inputs.cycles[0].header.sources[0].source = "=cmd|' /C calc'!A1\r\nsecond line";
  inputs.cycles[0].header.sources[0].rows_where = inputs.cycles[0].header.instrument.rows = kScript;
  inputs.comparisons[0].states[0].name = kScript;
  inputs.comparisons[0].verdict.money_reasons = {kScript};
  for (vk::ContentRow& row : inputs.content_plans[0].rows) row.owner = kScript;
  inputs.wheel[0].title = inputs.wheel[0].reason = kScript;
  return inputs;
}

/// The example whose answers are one file, of which 40 rows are bad and 1,200 do not meet the source's condition.
vk::ReportInputs inputs_with_rows_left_out(const std::string& language) {
  vk::ReportInputs inputs = vk::test::example_inputs();
  inputs.language = language;
  for (vk::MeasuredCycle& cycle : inputs.cycles) {
    vk::SourceProvenance& answers = cycle.header.sources.back();
    answers.rows_skipped = cycle.header.rows_skipped = 40;
    answers.rows_left_out = 1200;
    answers.rows_where = "Status == \"IP Address\" and q1 < 6";
    cycle.header.instrument.rows = "answers where " + answers.rows_where;
    cycle.header.prices = vk::PriceBasis{"cpi", "2025", "coicop == \"CP00\""};
  }
  return inputs;
}

bool is_well_formed(const std::string& xml) {
  Poco::XML::DOMParser parser;
  Poco::AutoPtr<Poco::XML::Document> document = parser.parseString(xml);
  return !document.isNull();
}

// Keys of an object against "properties" and "required" of its schema, then the same for what it holds.
void check_against(const Poco::Dynamic::Var& value, const Poco::JSON::Object::Ptr& schema, const std::string& path) {
  INFO(path);
  if (value.type() == typeid(Poco::JSON::Array::Ptr)) {
    const auto array = value.extract<Poco::JSON::Array::Ptr>();
    REQUIRE(schema->has("items"));
    for (unsigned i = 0; i < array->size(); ++i) check_against(array->get(i), schema->getObject("items"), path + "[]");
    return;
  }
  if (value.type() != typeid(Poco::JSON::Object::Ptr) || !schema->has("properties")) {
    REQUIRE((schema->has("type") || schema->has("enum") || schema->has("const")));
    return;
  }
  const auto object = value.extract<Poco::JSON::Object::Ptr>();
  const auto properties = schema->getObject("properties");
  for (const std::string& key : object->getNames()) {
    INFO("key " << key);
    REQUIRE(properties->has(key));
    check_against(object->get(key), properties->getObject(key), path + "." + key);
  }
  if (!schema->has("required")) return;
  const auto required = schema->getArray("required");
  for (unsigned i = 0; i < required->size(); ++i) CHECK(object->has(required->getElement<std::string>(i)));
}

}  // namespace

TEST_CASE("report writers: the example reads as approved in every format") {
  const vk::Report report = vk::build_report(vk::test::example_inputs());
  for (const vk::ReportWriter& writer : vk::report_writers()) {
    vk::test::approve("report/board-2026." + std::string(writer.format), writer.write(report));
  }
  const vk::Report first = vk::build_report(vk::test::first_year_inputs());
  vk::test::approve("report/board-2025.md", vk::write_report(first, "md"));
  const vk::Report sampled = vk::build_report(vk::test::sampled_inputs());
  for (const char* format : {"md", "json", "svg"}) {
    vk::test::approve(std::string("report/sampled-2026.") + format, vk::write_report(sampled, format));
  }
  vk::ReportInputs silent = vk::test::sampled_inputs(vk::Asked::everybody);
  silent.language = "fi";
  vk::test::approve("report/silent-2026-fi.md", vk::write_report(vk::build_report(silent), "md"));
  vk::ReportInputs finnish = vk::test::first_year_inputs();
  finnish.language = "fi";
  vk::test::approve("report/board-2025-fi.md", vk::write_report(vk::build_report(finnish), "md"));
}

TEST_CASE("report writers: rows that a condition leaves out are told apart from bad ones, in both languages") {
  struct Language {
    const char* code;
    const char* text;
    const char* label;
    const char* skipped;
    const char* counted;
  };
  for (const Language& language :
       {Language{"en",
                 "Source answers: only rows where Status == {q}IP Address{q} and q1 {less} 6 count. Rows left out by "
                 "this condition: 1,200.",
                 "answers: Rows left out", "Rows skipped", "Rows that count"},
        Language{"fi",
                 "Lähde answers: mukaan lasketaan vain rivit, joilla Status == {q}IP Address{q} and q1 {less} 6. Ehdon "
                 "pois rajaamia rivejä: 1\u00a0200.",
                 "answers: Pois rajattuja rivejä", "Ohitettuja rivejä", "Mukaan laskettavat rivit"}}) {
    const vk::Report report = vk::build_report(inputs_with_rows_left_out(language.code));
    const auto told = [&](const char* quote, const char* less) {
      return vk::replace_all(vk::replace_all(language.text, "{q}", quote), "{less}", less);
    };
    const std::string markdown = vk::write_report(report, "md");
    CHECK_THAT(markdown, Catch::Contains(told("\"", "&lt;")) && Catch::Contains(language.skipped) &&
                             Catch::Contains(language.counted));
    const std::string html = vk::write_report(report, "html");
    CHECK_THAT(html, Catch::Contains(told("&quot;", "&lt;")) && Catch::Contains(language.skipped) &&
                         Catch::Contains(language.counted));
    const std::string csv = vk::write_report(report, "csv");
    CHECK_THAT(csv, Catch::Contains(std::string("source/answers/rows_left_out,") + language.label + ",1200,rows"));
    Poco::JSON::Parser parser;
    const auto json = parser.parse(vk::write_report(report, "json")).extract<Poco::JSON::Object::Ptr>();
    const auto cycle = json->getArray("cycles")->getObject(0);
    const auto customers = cycle->getArray("sources")->getObject(0);
    const auto answers = cycle->getArray("sources")->getObject(1);
    CHECK_FALSE(customers->has("rows_left_out"));
    CHECK(answers->getValue<int>("rows_skipped") == 40);
    CHECK(answers->getValue<int>("rows_left_out") == 1200);
    CHECK(answers->getValue<std::string>("rows_where") == "Status == \"IP Address\" and q1 < 6");
    CHECK(cycle->getObject("instrument")->getValue<std::string>("rows") ==
          "answers where Status == \"IP Address\" and q1 < 6");
    CHECK(cycle->getObject("prices")->getValue<std::string>("rows_where") == "coicop == \"CP00\"");
  }
}

TEST_CASE("report writers: names with markup stay text in every format") {
  const vk::Report report = vk::build_report(hostile_inputs());
  CHECK(vk::write_report(report, "html").find("<script") == std::string::npos);
  CHECK(vk::write_report(report, "svg").find("<script") == std::string::npos);
  CHECK(vk::write_report(report, "md").find("<script") == std::string::npos);
  Poco::JSON::Parser parser;
  const auto json = parser.parse(vk::write_report(report, "json")).extract<Poco::JSON::Object::Ptr>();
  CHECK(json->getValue<std::string>("title") == kScript);
}

TEST_CASE("report csv: a cell that a spreadsheet would run is defused") {
  const std::string csv = vk::write_report(vk::build_report(hostile_inputs()), "csv");
  CHECK(csv.find("\"'=cmd|' /C calc'!A1\r\nsecond line\"") != std::string::npos);
  CHECK(csv.find(",=cmd") == std::string::npos);
}

TEST_CASE("report html: no network, no script, and the status comes first") {
  const std::string html = vk::write_report(vk::build_report(vk::test::example_inputs()), "html");
  for (const char* forbidden : {"<script", "http://", "https://", "@import", "src=", "<link"}) {
    INFO(forbidden);
    std::string rest = html;
    CHECK(vk::replace_all(rest, "http://www.w3.org/2000/svg", "").find(forbidden) == std::string::npos);
  }
  CHECK(html.find("<html lang=\"en\">") != std::string::npos);
  CHECK(html.find("Partial") < html.find("<h1>"));
  CHECK(html.find("scope=\"col\"") != std::string::npos);
  CHECK(html.find("{{") == std::string::npos);
}

TEST_CASE("report svg: the sheet and every picture are well-formed, with names that hurt too") {
  CHECK(is_well_formed(vk::write_report(vk::build_report(hostile_inputs()), "svg")));
  const vk::Report report = vk::build_report(vk::test::example_inputs());
  size_t pictures = 0;
  for (const vk::Section& section : report.sections) {
    for (const vk::Block& block : section.blocks) {
      const auto* picture = std::get_if<vk::Picture>(&block);
      if (picture == nullptr) continue;
      ++pictures;
      const std::string svg = vk::svg_of(*picture, vk::SvgUse::own_file).markup;
      CHECK(is_well_formed(svg));
      CHECK(svg.find("role=\"img\"") != std::string::npos);
      CHECK(svg.find("<desc") != std::string::npos);
    }
  }
  CHECK(pictures == 9);
}

TEST_CASE("report svg: a wheel of 150 occurrences shares lanes and stays well-formed") {
  vk::ReportInputs inputs = vk::test::example_inputs();
  const vk::WheelItem pattern = inputs.wheel.front();
  inputs.wheel.clear();
  for (int i = 0; i < 150; ++i) {
    vk::WheelItem item = pattern;
    item.name = {"item" + std::to_string(i), "customers", "2026"};
    item.opens_on = inputs.year.first + std::chrono::days{(i * 37) % 350};
    item.last_day = item.opens_on + std::chrono::days{10};
    item.status = static_cast<vk::WheelStatus>(i % 8);
    inputs.wheel.push_back(item);
  }
  const vk::YearWheelPicture wheel = vk::year_wheel(inputs);
  CHECK(wheel.arcs.size() == 150);
  REQUIRE(wheel.rings.size() == 1);
  CHECK(wheel.rings[0].lanes < 20);
  CHECK(wheel.months.size() == 12);
  CHECK(wheel.legend.size() == 8);
  CHECK(is_well_formed(vk::year_wheel_svg(wheel, vk::SvgUse::own_file).markup));
}

TEST_CASE("report svg: arcs against a contact rule have a frame of their own, said in the legend and in words") {
  vk::ReportInputs inputs = vk::test::example_inputs();
  vk::YearWheelPicture wheel = vk::year_wheel(inputs);
  CHECK(wheel.clash_label.empty());
  CHECK(vk::year_wheel_svg(wheel, vk::SvgUse::own_file).markup.find("class=\"vk-clash\"") == std::string::npos);
  inputs.language = "fi";
  inputs.wheel.front().clashes = true;
  inputs.wheel.front().status = vk::WheelStatus::planned;
  inputs.wheel.front().reason =
      "contact rule \"rest\" leaves out customers in week 2026-W12: it also counts first/customers@2026";
  wheel = vk::year_wheel(inputs);
  CHECK(wheel.clash_label == "1 yhteydenottosäännön vastaista");
  CHECK(wheel.text.description.find(wheel.clash_label) != std::string::npos);
  CHECK(wheel.arcs.front().title.find(
            "jättää pois viikolla 2026-W12: customers; se laskee myös first/customers@2026") != std::string::npos);
  const std::string svg = vk::year_wheel_svg(wheel, vk::SvgUse::own_file).markup;
  CHECK(is_well_formed(svg));
  CHECK(svg.find("class=\"vk-clash\"") != std::string::npos);
}

TEST_CASE("report svg: the wheel has a ring an audience, a number an item, and no arc hides another") {
  vk::ReportInputs inputs = vk::test::example_inputs();
  vk::WheelItem item = inputs.wheel.front();
  inputs.wheel.clear();
  const auto add = [&](std::string id, std::string audience, int first_day, int days) {
    item.name = {std::move(id), std::move(audience), "2026"};
    item.title.clear();
    item.owner = "Sales";
    item.opens_on = inputs.year.first + std::chrono::days{first_day};
    item.last_day = item.opens_on + std::chrono::days{days - 1};
    inputs.wheel.push_back(item);
  };
  add("pulse", "staff", 0, 7);
  add("pulse", "customers", 2, 7);
  add("renewal", "customers", 5, 20);
  add("pulse", "customers", 60, 7);
  const vk::YearWheelPicture wheel = vk::year_wheel(inputs);
  REQUIRE(wheel.rings.size() == 2);
  CHECK(wheel.rings[0].name == "staff");
  CHECK(wheel.rings[1].name == "customers");
  CHECK(wheel.rings[1].first_lane == 1);
  CHECK(wheel.rings[1].lanes == 2);
  REQUIRE(wheel.items.size() == 2);
  CHECK(wheel.items[1].name == "renewal");
  CHECK(wheel.items[1].owner == "Sales");
  REQUIRE(wheel.arcs.size() == 4);
  CHECK(wheel.arcs[0].lane == 0);
  CHECK(wheel.arcs[1].lane == 1);
  CHECK(wheel.arcs[2].lane == 2);
  CHECK(wheel.arcs[3].lane == 1);
  CHECK(wheel.arcs[2].item == 1);
  CHECK(wheel.arcs[2].title.find("Sales") != std::string::npos);
}

TEST_CASE("report json: every key is in the documented schema") {
  Poco::JSON::Parser schema_parser;
  const auto schema = schema_parser.parse(vk::read_file(std::string(VK_SOURCE_DIR) + "/core/report/report.schema.json"))
                          .extract<Poco::JSON::Object::Ptr>();
  Poco::JSON::Parser parser;
  for (const vk::ReportInputs& inputs :
       {vk::test::example_inputs(), vk::test::sampled_inputs(), inputs_with_rows_left_out("en")}) {
    parser.reset();
    check_against(parser.parse(vk::write_report(vk::build_report(inputs), "json")), schema, "$");
  }
}

TEST_CASE("report writers: an unknown format names the known ones") {
  const vk::Report report = vk::build_report({});
  CHECK_THROWS_WITH(vk::write_report(report, "docx"),
                    "no report format is called \"docx\", expected one of html, md, json, csv, svg");
}

TEST_CASE("report writers: a calendar may name exactly the formats that there are") {
  const std::vector<std::string>& choices = vk::calendar_table("report").key("formats").choices;
  std::vector<std::string> formats;
  for (const vk::ReportWriter& writer : vk::report_writers()) formats.emplace_back(writer.format);
  CHECK(choices == formats);
}

TEST_CASE("report csv: its columns are those that the documentation names") {
  const std::string csv = vk::write_report(vk::build_report(vk::test::example_inputs()), "csv");
  const std::string header = csv.substr(0, csv.find('\n'));
  CHECK(vk::read_file(std::string(VK_SOURCE_DIR) + "/core/report/README.md").find("`" + header + "`") !=
        std::string::npos);
}

TEST_CASE("report html: pictures that fold for narrow screens have ids of their own, tables name rows and columns") {
  const std::string html = vk::write_report(vk::build_report(vk::test::example_inputs()), "html");
  std::set<std::string> ids;
  size_t at = 0;
  while ((at = html.find(" id=\"", at)) != std::string::npos) {
    const size_t end = html.find('"', at + 5);
    const std::string id = html.substr(at + 5, end - at - 5);
    INFO(id);
    CHECK(ids.insert(id).second);
    at = end;
  }
  CHECK(html.find("vk-narrow") != std::string::npos);
  CHECK(html.find("<th scope=\"row\">") != std::string::npos);
  CHECK(html.find("<table") != std::string::npos);
}
