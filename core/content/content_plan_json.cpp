#include "core/content/content_plan_json.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Handler.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/ParseHandler.h>
#include <Poco/JSON/Parser.h>
#include <fmt/format.h>

#include <sstream>
#include <utility>

#include "core/base/error.hpp"

namespace vk {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr int kPreserveOrder = Poco::JSON_PRESERVE_KEY_ORDER;
/// What stands before the rows, which come last; no text holds it, as quotes in texts are escaped.
constexpr std::string_view kRows = "\"rows\":[";

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

/// Parses a plan with one row in memory at a time: rows are many, and a parsed one takes some kilobytes.
class PlanHandler final : public Poco::JSON::Handler {
 public:
  /// The plan without its rows.
  Object::Ptr head() const { return head_.asVar().extract<Object::Ptr>(); }
  std::vector<ContentRow> take_rows() { return std::move(rows_); }

  void reset() override {
    head_.reset();
    row_.reset();
    rows_.clear();
    depth_ = 0;
    in_rows_ = false;
  }
  void startObject() override {
    ++depth_;
    target().startObject();
  }
  void endObject() override {
    target().endObject();
    --depth_;
    if (!in_rows_ || depth_ != kRowsDepth) return;
    rows_.push_back(row_from_json(*row_.asVar().extract<Object::Ptr>()));
    row_.reset();
  }
  void startArray() override {
    target().startArray();
    ++depth_;
    in_rows_ = in_rows_ || (depth_ == kRowsDepth && key_ == "rows");
  }
  void endArray() override {
    if (depth_ == kRowsDepth) in_rows_ = false;
    --depth_;
    target().endArray();
  }
  void key(const std::string& name) override {
    if (depth_ == 1) key_ = name;
    target().key(name);
  }
  void null() override { place().null(); }
  void value(int number) override { place().value(number); }
  void value(unsigned number) override { place().value(number); }
  void value(Poco::Int64 number) override { place().value(number); }
  void value(Poco::UInt64 number) override { place().value(number); }
  void value(const std::string& text) override { place().value(text); }
  void value(double number) override { place().value(number); }
  void value(bool flag) override { place().value(flag); }

 private:
  static constexpr size_t kRowsDepth = 2;

  Poco::JSON::ParseHandler& target() { return in_rows_ ? row_ : head_; }
  /// Where a plain value goes.
  Poco::JSON::ParseHandler& place() {
    if (in_rows_ && depth_ == kRowsDepth) throw Error(ErrorCode::corrupt, "content plan: a row is no object");
    return target();
  }

  Poco::JSON::ParseHandler head_;
  Poco::JSON::ParseHandler row_;
  std::vector<ContentRow> rows_;
  std::string key_;   ///< the last one of the plan itself
  size_t depth_ = 0;  ///< objects and arrays that are open
  bool in_rows_ = false;
};

/// The plan without its rows.
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
  // Row by row, for a row as text takes much less than one as an object.
  std::ostringstream out;
  json.stringify(out);
  std::string text = out.str();
  text.back() = ',';
  text += kRows;
  for (size_t i = 0; i < plan.rows.size(); ++i) {
    if (i > 0) text += ',';
    out.str(std::string{});
    row_to_json(plan.rows[i])->stringify(out);
    text += out.view();
  }
  return text + "]}";
}

ContentPlan content_plan_from_json(const std::string& json) {
  try {
    Poco::SharedPtr<PlanHandler> handler = new PlanHandler;
    Poco::JSON::Parser parser(handler);
    parser.parse(json);
    ContentPlan plan = plan_from(*handler->head());
    plan.rows = handler->take_rows();
    return plan;
  } catch (const Poco::Exception& failure) {
    throw Error(ErrorCode::corrupt, fmt::format("content plan: {}", failure.displayText()));
  }
}

ContentPlan content_plan_head_from_json(const std::string& json) {
  const size_t rows = json.find(kRows);
  if (rows == std::string::npos) return content_plan_from_json(json);
  return content_plan_from_json(json.substr(0, rows + kRows.size()) + "]}");
}

}  // namespace vk
