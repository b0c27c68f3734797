#pragma once
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/estimate/state_money.hpp"
#include "core/estimate/survey_estimate.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/unit/estimate/case_files.hpp"

namespace vk::test {

using Object = Poco::JSON::Object::Ptr;
using List = Poco::JSON::Array::Ptr;
using Var = Poco::Dynamic::Var;

/// A file of the reference cases: bundled with the tests, or, for public survey sets, beside the shared data.
std::string path_of(const std::string& file);

/// One reference case: what goes in, what must come out, how near.
struct Case {
  Object all;
  Object params;
  Object expected;
  double rel = 0;
  double abs = 0;

  std::vector<CaseRow> rows(const std::string& role) const {
    return rows_of(path_of(all->getObject("inputs")->getValue<std::string>(role)));
  }
  double number(const char* name) const { return params->getValue<double>(name); }
  std::string text(const char* name) const { return params->getValue<std::string>(name); }
  double level() const { return number("level"); }

  void check(const std::string& key, double got, const Var& want) const {
    INFO(key << " got " << got << " expected " << want.toString());
    if (want.isString()) {
      CHECK((want.toString() == "inf" && std::isinf(got) && got > 0));
      return;
    }
    const double target = want.convert<double>();
    CHECK(std::abs(got - target) <= abs + rel * std::abs(target));
  }

  using Numbers = std::map<std::string, std::optional<double>>;
  /// Every expected key must be among `got`, and equal; objects and lists are the caller's.
  void check_all(const Numbers& got, const Object& from) const {
    for (const std::string& key : from->getNames()) {
      const Var want = from->get(key);
      if (want.type() == typeid(Object) || want.type() == typeid(List)) continue;
      const auto found = got.find(key);
      INFO(key);
      REQUIRE(found != got.end());
      CHECK(found->second.has_value() != want.isEmpty());
      if (found->second && !want.isEmpty()) check(key, *found->second, want);
    }
  }
  void check_pair(const char* key, const Interval& got) const {
    const List want = expected->getArray(key);
    check(key, got.low, want->get(0));
    check(key, got.high, want->get(1));
  }
};

inline std::vector<std::string> texts(const List& list) {
  std::vector<std::string> result;
  for (size_t i = 0; i < list->size(); ++i) result.push_back(list->getElement<std::string>(static_cast<unsigned>(i)));
  return result;
}

inline double at(const List& list, unsigned i) {
  return list->get(i).convert<double>();
}

/// A stratified sample with money and states.
struct Sample {
  std::vector<Stratum> strata;
  std::map<std::string, size_t> places;
  std::vector<Respondent> respondents;
};

inline Sample sample_of(const Case& c, const std::string& suffix, const std::vector<std::string>& states) {
  Sample result;
  for (const CaseRow& row : c.rows("strata" + suffix)) {
    result.places[row.at("stratum")] = result.strata.size();
    result.strata.push_back({row.at("stratum"), std::stoll(row.at("rank")), row.at("group"), std::stoll(row.at("N")),
                             std::stoll(row.at("X")), row.at("take_all") == "1"});
  }
  for (const CaseRow& row : c.rows("sample" + suffix)) {
    const auto state = std::find(states.begin(), states.end(), row.at("state"));
    result.respondents.push_back({row.at("id"), result.places.at(row.at("stratum")), std::stoll(row.at("x")),
                                  static_cast<size_t>(state - states.begin())});
  }
  return result;
}

/// A stratified sample of scores.
struct Survey {
  std::vector<SurveyRow> rows;
  std::vector<int64_t> population;
};

/// Rows of the sample; `y_of` gives the score of one.
inline Survey survey_of(const Case& c, const std::function<double(const CaseRow&)>& y_of) {
  Survey result;
  std::map<std::string, size_t> strata;
  std::map<std::string, size_t> clusters;
  for (const CaseRow& row : c.rows("sample")) {
    const bool replaced = c.params->optValue("with_replacement", false);
    const auto [stratum, is_new] = strata.emplace(row.at("stratum"), strata.size());
    if (is_new) result.population.push_back(replaced ? 0 : std::stoll(row.at("N")));
    SurveyRow made;
    made.stratum = stratum->second;
    const auto psu = row.find("psu");
    const std::string cluster =
        psu == row.end() || psu->second.empty() ? "row" + std::to_string(result.rows.size()) : psu->second;
    made.cluster = clusters.emplace(row.at("stratum") + "/" + cluster, clusters.size()).first->second;
    made.weight = real(row.at("w"));
    made.y = y_of(row);
    if (c.params->has("x")) made.x = real(row.at(c.text("x")));
    if (c.params->has("domain") && !c.params->isNull("domain")) {
      const Object domain = c.params->getObject("domain");
      made.in_domain = row.at(domain->getValue<std::string>("col")) == domain->getValue<std::string>("value");
    }
    result.rows.push_back(made);
  }
  return result;
}

}  // namespace vk::test
