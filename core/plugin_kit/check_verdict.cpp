#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/plugin_kit/plugin_check.hpp"

namespace vk {

std::string_view to_string(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::ok:
      return "ok";
    case CheckVerdict::failed:
      return "failed";
    case CheckVerdict::skipped:
      return "skipped";
  }
  return "?";
}

size_t PluginCheck::count(CheckVerdict verdict) const {
  return static_cast<size_t>(
      std::count_if(lines.begin(), lines.end(), [&](const CheckLine& line) { return line.verdict == verdict; }));
}

std::string check_text(const PluginCheck& check) {
  std::string text;
  for (const CheckLine& line : check.lines) {
    text += fmt::format("{:<8}{}: {}\n", to_string(line.verdict), line.name, line.said);
  }
  const std::string name = check.id.empty() ? check.library.string() : check.id + " " + check.version;
  return text + fmt::format("{}: {} ok, {} failed, {} skipped\n", name, check.count(CheckVerdict::ok),
                            check.count(CheckVerdict::failed), check.count(CheckVerdict::skipped));
}

std::string check_json(const PluginCheck& check) {
  Poco::JSON::Object json(Poco::JSON_PRESERVE_KEY_ORDER);
  json.set("library", check.library.string());
  json.set("id", check.id);
  json.set("version", check.version);
  json.set("sha256", check.sha256);
  Poco::JSON::Array::Ptr lines = new Poco::JSON::Array;
  for (const CheckLine& line : check.lines) {
    Poco::JSON::Object::Ptr one = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
    one->set("check", line.name);
    one->set("verdict", std::string{to_string(line.verdict)});
    one->set("said", line.said);
    lines->add(one);
  }
  json.set("checks", lines);
  json.set("failed", static_cast<uint64_t>(check.count(CheckVerdict::failed)));
  std::ostringstream out;
  json.stringify(out, 2);
  out << '\n';
  return out.str();
}

}  // namespace vk
