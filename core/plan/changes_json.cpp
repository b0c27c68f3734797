#include "core/plan/changes_json.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>

namespace vk {
namespace {

const char* kind_word(PlanChange::Kind kind) {
  switch (kind) {
    case PlanChange::Kind::added:
      return "new";
    case PlanChange::Kind::moved:
      return "moved";
    case PlanChange::Kind::lost:
      return "lost";
    case PlanChange::Kind::past:
      return "past";
  }
  return "new";
}

}  // namespace

std::string changes_json(std::span<const PlanChange> changes) {
  Poco::JSON::Object json(Poco::JSON_PRESERVE_KEY_ORDER);
  Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
  for (const PlanChange& change : changes) {
    Poco::JSON::Object::Ptr one = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
    one->set("kind", std::string{kind_word(change.kind)});
    one->set("name", to_string(change.name));
    one->set("before", change.before);
    one->set("after", change.after);
    one->set("announced", change.announced);
    list->add(one);
  }
  json.set("changes", list);
  std::ostringstream out;
  json.stringify(out, 2);
  out << '\n';
  return out.str();
}

}  // namespace vk
