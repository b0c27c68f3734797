#include <algorithm>
#include <catch2/catch.hpp>

#include "core/report/build_report.hpp"
#include "core/report/report_markdown.hpp"
#include "tests/unit/report/report_example.hpp"

using namespace vk;

namespace {

HoldoutEffect effect_of_mail() {
  HoldoutEffect told;
  told.content = {"win_back", "", "2025"};
  told.earlier = {"renewal", "customers", "2025"};
  told.later = {"renewal", "customers", "2026"};
  told.currency = *Currency::from_code("EUR");
  told.share = 1000;
  told.all.treated = 900;
  told.all.held_out = 100;
  told.all.precision = EffectPrecision::full;
  told.all.adjusted = Effect{1000, 250000, 150, {20, 1980}, 0.045, 900, 100};
  told.all.difference = Effect{800, 500000, 150, {-600, 2200}, 0.25, 900, 100};
  return told;
}

std::string markdown_with(const HoldoutEffect& told, const char* language) {
  ReportInputs inputs = test::example_inputs();
  inputs.language = language;
  inputs.effects = {told};
  return write_markdown(build_report(inputs));
}

bool says(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("effect section: the euros of all treated come first, with their interval, in both languages") {
  const std::string english = markdown_with(effect_of_mail(), "en");
  INFO(english.substr(0, 200));
  CHECK(says(english,
             "It brought 9,000.00 EUR, between 180.00 EUR and 17,820.00 EUR: 900 who could be contacted against "
             "100 kept without it by lot."));
  CHECK(says(english, "difference in means"));
  CHECK_FALSE(says(english, "difference in changes"));
  CHECK(says(markdown_with(effect_of_mail(), "fi"), "Se toi "));
}

TEST_CASE("effect section: without a sound split there is no figure but a reason") {
  HoldoutEffect told = effect_of_mail();
  told.split_fits = false;
  told.all.adjusted.reset();
  told.all.difference.reset();
  const std::string text = markdown_with(told, "en");
  CHECK(says(text, "No effect is told"));
  CHECK_FALSE(says(text, "It brought"));
  told = effect_of_mail();
  told.all.precision = EffectPrecision::approximate;
  told.all.signs_disagree = true;
  const std::string careful = markdown_with(told, "en");
  CHECK(says(careful, "fewer than 50 members in one group"));
  CHECK(says(careful, "the methods disagree whether it brought or cost money"));
}
