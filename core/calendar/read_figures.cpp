#include <fmt/format.h>

#include <array>
#include <set>

#include "core/calendar/calendar_readers.hpp"
#include "core/calendar/key_makers.hpp"

namespace vk {
namespace {

constexpr std::array kKinds{FigureKind::nps,  FigureKind::csat,   FigureKind::share,
                            FigureKind::mean, FigureKind::median, FigureKind::quantile};
/// On the usual scale of 1 to 5 the best two answers.
constexpr int64_t kSatisfiedFrom = 4;
constexpr int64_t kMostAnswer = 1'000'000'000'000;

bool counts_a_range(FigureKind kind) {
  return kind == FigureKind::csat || kind == FigureKind::share;
}

/// Reports a key that means nothing for the figure's kind.
void refuse_key(CalendarSection& figure, std::string_view key, FigureKind kind, std::string_view belongs_to) {
  if (!figure.has(key)) return;
  figure.reader().error_at(key, "E203", fmt::format("`{}` says nothing of a {}", key, to_string(kind)),
                           fmt::format("only with kind = {}", belongs_to));
}

void read_range(CalendarSection& figure, FigureSpec& spec) {
  if (!counts_a_range(spec.kind)) {
    for (const std::string_view key : {"from", "to"}) refuse_key(figure, key, spec.kind, "\"csat\" or \"share\"");
    return;
  }
  if (figure.has("from")) spec.from = figure.integer("from");
  if (figure.has("to")) spec.to = figure.integer("to");
  if (spec.kind == FigureKind::csat && !spec.from) spec.from = kSatisfiedFrom;
  if (!spec.from && !spec.to) figure.require("from");
  if (spec.from && spec.to && *spec.from > *spec.to) {
    figure.reader().error_at("to", "E212", fmt::format("no answer is from {} to {}", *spec.from, *spec.to),
                             fmt::format("`to` at {} or above", *spec.from));
  }
}

void read_quantile(CalendarSection& figure, FigureSpec& spec) {
  if (spec.kind != FigureKind::quantile) {
    refuse_key(figure, "at", spec.kind, "\"quantile\"");
    return;
  }
  figure.require("at");
  spec.quantile =
      read_percent(figure, "at", {"share of answers", "a share above 0 % and below 100 %", "90 %", 1, 9'999})
          .value_or(spec.quantile);
}

}  // namespace

std::string_view to_string(FigureKind kind) {
  switch (kind) {
    case FigureKind::nps:
      return "nps";
    case FigureKind::csat:
      return "csat";
    case FigureKind::share:
      return "share";
    case FigureKind::mean:
      return "mean";
    case FigureKind::median:
      return "median";
    case FigureKind::quantile:
      return "quantile";
  }
  return "?";
}

std::vector<FigureSpec> read_figures(CalendarSection& section, const CalendarFile& file) {
  std::vector<FigureSpec> figures;
  std::set<std::string> names;
  for (const ConfigTable* table : section.reader().tables("figures")) {
    CalendarSection figure{*table, file.text, "measurement.figures", "a figure", file.diagnostics};
    FigureSpec spec;
    spec.at = table->at;
    spec.kind = kKinds[figure.choice("kind")];
    spec.of = figure.placed("of");
    PlacedText name = figure.placed("name");
    if (name.empty()) name = {fmt::format("{} {}", to_string(spec.kind), spec.of.text), spec.of.at};
    spec.name = name.text;
    read_range(figure, spec);
    read_quantile(figure, spec);
    if (!names.insert(spec.name).second) {
      figure.error_at(name, "E206", fmt::format("two figures are called \"{}\"", spec.name), {},
                      "give one of them another `name`");
    }
    figure.finish();
    figures.push_back(std::move(spec));
  }
  return figures;
}

CalendarTable figures_table() {
  return {
      "measurement.figures", "[[measurement.figures]]",
      "One figure of the answers, with its 95 % interval where not everybody answered, its change since the cycle "
      "before and by segment.",
      std::vector<CalendarKey>{
          {"name", KeyType::text, false, "its kind and what it is of", "How reports call it.", "\"NPS\""},
          required(choice("kind", "",
                          "\"nps\": share of 9 and 10 minus share of 0 to 6, on a scale of 0 to 10. \"csat\" and "
                          "\"share\": members whose answer lies from `from` to `to`. \"median\" and \"quantile\": the "
                          "answer below which such a share of the members stays.",
                          "\"nps\"", {"nps", "csat", "share", "mean", "median", "quantile"})),
          required({"of", KeyType::text, false, "",
                    "A score or a flag (1 = yes) that the plugin keeps: `scores`, `reasons` and `wishes` of "
                    "survey_state, the latter as \"reason_NAME\" and \"wish_NAME\".",
                    "\"recommend\""}),
          integer("from", "4 with \"csat\"", "Least answer that counts.", "4", -kMostAnswer, kMostAnswer),
          integer("to", "", "Greatest answer that counts.", "5", -kMostAnswer, kMostAnswer),
          {"at", KeyType::text, false, "", "With \"quantile\": the share of members below.", "\"90 %\""},
      }};
}

}  // namespace vk
