#include "core/engine/run_text.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <fmt/format.h>

#include <sstream>

namespace vk {

std::string run_text(const RunResult& result, Instant as_of) {
  std::string text;
  for (const RunEntry& entry : result.entries) {
    text += fmt::format("{:<13} {}", entry.did, to_string(entry.name));
    if (entry.outcome != Outcome::complete) text += fmt::format("  {}", to_string(entry.outcome));
    if (!entry.reason.empty()) text += fmt::format(": {}", entry.reason);
    text += '\n';
    for (const std::string& file : entry.files) text += fmt::format("{:<13} {}\n", "", file);
  }
  if (result.entries.empty()) text += "nothing was due\n";
  text += fmt::format("{} as of {}\n", to_string(result.outcome()), to_string(as_of));
  return text;
}

std::string run_json(const RunResult& result, Instant as_of) {
  Poco::JSON::Object json(Poco::JSON_PRESERVE_KEY_ORDER);
  json.set("as_of", to_string(as_of));
  json.set("outcome", std::string{to_string(result.outcome())});
  Poco::JSON::Array::Ptr entries = new Poco::JSON::Array;
  for (const RunEntry& entry : result.entries) {
    Poco::JSON::Object::Ptr one = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
    one->set("name", to_string(entry.name));
    one->set("kind", std::string{to_string(entry.kind)});
    one->set("did", entry.did);
    one->set("outcome", std::string{to_string(entry.outcome)});
    one->set("reason", entry.reason);
    Poco::JSON::Array::Ptr files = new Poco::JSON::Array;
    for (const std::string& file : entry.files) files->add(file);
    one->set("files", files);
    entries->add(one);
  }
  json.set("entries", entries);
  std::ostringstream out;
  json.stringify(out, 2);
  out << '\n';
  return out.str();
}

}  // namespace vk
