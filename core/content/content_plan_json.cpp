#include "core/content/content_plan_json.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fmt/format.h>

#include <sstream>

#include "core/base/error.hpp"

namespace vk {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr int kPreserveOrder = Poco::JSON_PRESERVE_KEY_ORDER;

Object::Ptr row_to_json(const ContentRow& row) {
  Object::Ptr json = new Object(kPreserveOrder);
  json->set("subject", row.subject);
  json->set("action", row.action);
  json->set("channel", row.channel);
  json->set("owner", row.owner);
  json->set("when", to_string(row.when));
  json->set("priority", row.priority);
  json->set("money", row.money);
  json->set("cost", row.cost);
  json->set("state", row.state);
  json->set("reason", row.reason);
  json->set("decision", static_cast<int>(row.decision));
  json->set("decision_reason", row.decision_reason);
  if (!row.rule.empty()) json->set("rule", row.rule);
  return json;
}

Object::Ptr holdout_to_json(const HoldoutPlan& holdout) {
  Object::Ptr json = new Object(kPreserveOrder);
  json->set("share_per_10000", holdout.share);
  json->set("treated", holdout.treated);
  json->set("held_out", holdout.held_out);
  json->set("split_p", holdout.split_p);
  if (holdout.detectable) json->set("detectable_minor", *holdout.detectable);
  return json;
}

HoldoutPlan holdout_from_json(const Object& json) {
  HoldoutPlan holdout;
  holdout.share = json.getValue<Poco::Int64>("share_per_10000");
  holdout.treated = json.getValue<Poco::UInt64>("treated");
  holdout.held_out = json.getValue<Poco::UInt64>("held_out");
  holdout.split_p = json.getValue<double>("split_p");
  if (json.has("detectable_minor")) holdout.detectable = json.getValue<double>("detectable_minor");
  return holdout;
}

ContentRow row_from_json(const Object& json) {
  ContentRow row;
  row.subject = json.getValue<Poco::UInt64>("subject");
  row.action = json.getValue<std::string>("action");
  row.channel = json.getValue<std::string>("channel");
  row.owner = json.getValue<std::string>("owner");
  const auto when = day_from(json.getValue<std::string>("when"));
  if (!when) throw Error(ErrorCode::corrupt, "content plan: \"when\" is not a day");
  row.when = *when;
  row.priority = json.getValue<Poco::Int64>("priority");
  row.money = json.getValue<Poco::Int64>("money");
  row.cost = json.getValue<Poco::Int64>("cost");
  row.state = json.getValue<std::string>("state");
  row.reason = json.getValue<std::string>("reason");
  const int number = json.getValue<int>("decision");
  const auto decision = contact_decision_from(number);
  if (!decision) throw Error(ErrorCode::corrupt, fmt::format("content plan: decision {} is unknown", number));
  row.decision = *decision;
  row.rule = json.optValue<std::string>("rule", {});
  row.decision_reason = json.getValue<std::string>("decision_reason");
  return row;
}

Object::Ptr channel_to_json(const ContentPlan::ChannelUse& use) {
  Object::Ptr json = new Object(kPreserveOrder);
  json->set("channel", use.channel);
  json->set("planned", use.planned);
  json->set("capacity", use.capacity);
  json->set("money", use.money);
  json->set("cost", use.cost);
  return json;
}

ContentPlan::ChannelUse channel_from_json(const Object& json) {
  ContentPlan::ChannelUse use;
  use.channel = json.getValue<std::string>("channel");
  use.planned = json.getValue<Poco::Int64>("planned");
  use.capacity = json.getValue<Poco::Int64>("capacity");
  use.money = json.getValue<Poco::Int64>("money");
  use.cost = json.getValue<Poco::Int64>("cost");
  return use;
}

OccurrenceName name_from(const Object& json, const char* key) {
  const std::string text = json.getValue<std::string>(key);
  const auto name = occurrence_name_from(text);
  if (!name) throw Error(ErrorCode::corrupt, fmt::format("content plan: \"{}\" is no occurrence name: {}", key, text));
  return *name;
}

ContentPlan plan_from(const Object& json) {
  ContentPlan plan;
  plan.name = name_from(json, "name");
  plan.measurement = name_from(json, "measurement");
  plan.plugin = {json.getValue<std::string>("plugin"), json.getValue<std::string>("plugin_version"),
                 json.getValue<std::string>("plugin_sha256")};
  const auto currency = Currency::from_code(json.getValue<std::string>("currency"));
  if (!currency) throw Error(ErrorCode::corrupt, "content plan: unknown currency");
  plan.currency = *currency;
  const Array::Ptr channels = json.getArray("channels");
  const Array::Ptr rows = json.getArray("rows");
  if (channels.isNull() || rows.isNull())
    throw Error(ErrorCode::corrupt, "content plan: no \"channels\" or no \"rows\"");
  if (json.has("holdout")) plan.holdout = holdout_from_json(*json.getObject("holdout"));
  for (unsigned i = 0; i < channels->size(); ++i) plan.channels.push_back(channel_from_json(*channels->getObject(i)));
  for (unsigned i = 0; i < rows->size(); ++i) plan.rows.push_back(row_from_json(*rows->getObject(i)));
  return plan;
}

}  // namespace

std::string content_plan_to_json(const ContentPlan& plan) {
  Object json(kPreserveOrder);
  json.set("name", to_string(plan.name));
  json.set("measurement", to_string(plan.measurement));
  json.set("plugin", plan.plugin.id);
  json.set("plugin_version", plan.plugin.version);
  json.set("plugin_sha256", plan.plugin.sha256);
  json.set("currency", std::string{plan.currency.code()});
  if (plan.holdout) json.set("holdout", holdout_to_json(*plan.holdout));
  Array::Ptr channels = new Array;
  for (const ContentPlan::ChannelUse& use : plan.channels) channels->add(channel_to_json(use));
  json.set("channels", channels);
  Array::Ptr rows = new Array;
  for (const ContentRow& row : plan.rows) rows->add(row_to_json(row));
  json.set("rows", rows);
  std::ostringstream out;
  json.stringify(out);
  return out.str();
}

ContentPlan content_plan_from_json(std::string_view json) {
  try {
    Poco::JSON::Parser parser;
    const Poco::Dynamic::Var parsed = parser.parse(std::string{json});
    return plan_from(*parsed.extract<Object::Ptr>());
  } catch (const Poco::Exception& failure) {
    throw Error(ErrorCode::corrupt, fmt::format("content plan: {}", failure.displayText()));
  }
}

}  // namespace vk
