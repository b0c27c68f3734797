#include <catch2/catch.hpp>

#include "core/content/content_plan.hpp"

using namespace vk;

TEST_CASE("content plan csv: planned contacts alone, the key first, texts quoted where needed") {
  SubjectIndex subjects(0, 1);
  ContentPlan plan;
  plan.currency = *Currency::from_code("EUR");
  ContentRow row;
  row.subject = subjects.add("C-1");
  row.action = "win over";
  row.channel = "phone";
  row.owner = "Sales, north";
  row.when = *day_from("2026-03-24");
  row.priority = 1;
  row.money = 12345;
  row.cost = 700;
  row.state = "uncertain";
  row.reason = "asked for a \"call\"";
  plan.rows.push_back(row);
  row.decision = ContactDecision::no_consent;
  plan.rows.push_back(row);
  CHECK(content_plan_csv(plan, subjects) ==
        "key,action,channel,owner,when,priority,money,cost,currency,state,reason\n"
        "C-1,win over,phone,\"Sales, north\",2026-03-24,1,123.45,7.00,EUR,uncertain,\"asked for a \"\"call\"\"\"\n");
}
