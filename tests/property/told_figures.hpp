#pragma once
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <cstdint>
#include <map>
#include <string>

/// The figures of reports as whoever reads their JSON has them.
namespace vk::test {

using JsonObject = Poco::JSON::Object;

/// By id.
using ToldFigures = std::map<std::string, JsonObject::Ptr>;

inline ToldFigures figures_of(const std::string& json) {
  const auto report = Poco::JSON::Parser().parse(json).extract<JsonObject::Ptr>();
  const auto figures = report->getArray("figures");
  ToldFigures told;
  for (unsigned i = 0; i < figures->size(); ++i) {
    const auto figure = figures->getObject(i);
    told.emplace(figure->getValue<std::string>("id"), figure);
  }
  return told;
}

/// "minor", "count", "numerator" or "denominator" of a figure's value.
inline double number_of(const JsonObject& figure, const std::string& key) {
  return static_cast<double>(figure.getObject("value")->getValue<int64_t>(key));
}

}  // namespace vk::test
