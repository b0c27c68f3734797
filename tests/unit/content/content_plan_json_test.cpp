#include "core/content/content_plan_json.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"

using namespace vk;

namespace {

ContentPlan two_row_plan() {
  ContentPlan plan;
  plan.name = {"win_back", "", "2026"};
  plan.measurement = {"renewal", "customers", "2026"};
  plan.plugin = {"secure_revenue", "1.0.0", "5a5a"};
  plan.currency = Currency::from_code("EUR").value();
  plan.holdout = HoldoutPlan{1000, 1, 0, 0.5, {}};
  plan.channels = {{"phone", 1, 200, 7000, 30}};
  plan.rows.resize(2);
  plan.rows[0] = {9, "win over", "phone", "Aino",      Day{std::chrono::days{20500}},
                  1, 7000,       30,      "uncertain", "said \"no\""};
  plan.rows[1] = plan.rows[0];
  plan.rows[1].subject = 4;
  plan.rows[1].decision = ContactDecision::contact_rule;
  plan.rows[1].decision_reason = "contact rule \"rest\"";
  plan.rows[1].rule = "rest";
  return plan;
}

constexpr const char* kTwoRows =
    R"({"name":"win_back@2026","measurement":"renewal/customers@2026","plugin":"secure_revenue",)"
    R"("plugin_version":"1.0.0","plugin_sha256":"5a5a","currency":"EUR",)"
    R"("holdout":{"share_per_10000":1000,"treated":1,"held_out":0,"split_p":0.5},)"
    R"("channels":[{"channel":"phone","planned":1,"capacity":200,"money":7000,"cost":30}],)"
    R"("rows":[{"subject":9,"action":"win over","channel":"phone","owner":"Aino","when":"2026-02-16","priority":1,)"
    R"("money":7000,"cost":30,"state":"uncertain","reason":"said \"no\"","decision":0,"decision_reason":""},)"
    R"({"subject":4,"action":"win over","channel":"phone","owner":"Aino","when":"2026-02-16","priority":1,)"
    R"("money":7000,"cost":30,"state":"uncertain","reason":"said \"no\"","decision":5,)"
    R"("decision_reason":"contact rule \"rest\"","rule":"rest"}]})";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t place = text.find(from);
  REQUIRE(place != std::string::npos);
  return text.replace(place, from.size(), to);
}

}  // namespace

TEST_CASE("content plan: its text in the archive is pinned, and reads back as it was") {
  CHECK(content_plan_to_json(two_row_plan()) == kTwoRows);
  const ContentPlan read = content_plan_from_json(kTwoRows);
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[0].subject == 9);
  CHECK(read.rows[0].reason == "said \"no\"");
  CHECK(read.rows[1].decision == ContactDecision::contact_rule);
  CHECK(read.rows[1].rule == "rest");
  CHECK(read.channels.size() == 1);
  CHECK(read.holdout == two_row_plan().holdout);
  CHECK(content_plan_to_json(read) == kTwoRows);
}

TEST_CASE("content plan: one without rows reads back, too") {
  ContentPlan plan = two_row_plan();
  plan.rows.clear();
  plan.channels.clear();
  const std::string text = content_plan_to_json(plan);
  CHECK(text.ends_with(R"("channels":[],"rows":[]})"));
  CHECK(content_plan_from_json(text).rows.empty());
}

TEST_CASE("content plan: its head is read without looking at the rows, whatever its texts hold") {
  ContentPlan plan = two_row_plan();
  plan.channels[0].channel = R"("rows":[)";
  std::string text = content_plan_to_json(plan);
  ContentPlan head = content_plan_head_from_json(text);
  CHECK(head.rows.empty());
  CHECK(head.measurement == plan.measurement);
  CHECK(head.channels.at(0).channel == plan.channels[0].channel);
  head.rows = plan.rows;
  CHECK(content_plan_to_json(head) == text);
  CHECK(content_plan_head_from_json(replaced(text, R"("rows":[{)", R"("rows":[7,{)")).name == plan.name);
  CHECK_THROWS_WITH(content_plan_head_from_json(replaced(text, "renewal/customers@2026", "renewal")),
                    "content plan: \"measurement\" is no occurrence name: renewal");
  CHECK_THROWS_AS(content_plan_head_from_json("[]"), Error);
}

TEST_CASE("content plan: damaged texts are told as such") {
  const std::string text = kTwoRows;
  CHECK_THROWS_WITH(content_plan_from_json(replaced(text, R"("decision":5)", R"("decision":77)")),
                    "content plan: decision 77 is unknown");
  CHECK_THROWS_WITH(content_plan_from_json(replaced(text, "2026-02-16", "yesterday")),
                    "content plan: \"when\" is not a day");
  CHECK_THROWS_WITH(content_plan_from_json(replaced(text, R"("rows":[{)", R"("rows":[7,{)")),
                    "content plan: a row is no object");
  CHECK_THROWS_WITH(content_plan_from_json(replaced(text, R"("rows":)", R"("lines":)")),
                    "content plan: no \"channels\" or no \"rows\"");
  CHECK_THROWS_WITH(content_plan_from_json(replaced(text, R"("currency":"EUR")", R"("currency":"XXQ")")),
                    "content plan: unknown currency");
  for (const std::string& broken : {text.substr(0, text.size() / 2), std::string{"[]"}, std::string{}})
    CHECK_THROWS_AS(content_plan_from_json(broken), Error);
}
