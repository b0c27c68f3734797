#include "core/report/report_csv.hpp"

#include <fmt/format.h>

#include <array>

#include "core/table/csv_writer.hpp"

namespace vk {
namespace {

constexpr size_t kColumns = 14;
constexpr std::array<std::string_view, kColumns> kHeader{"id",         "label",       "value", "unit", "currency",
                                                         "numerator",  "denominator", "dates", "base", "n",
                                                         "definition", "low",         "high",  "range"};

using Row = std::array<CsvCell, kColumns>;

// Nothing where nothing is said, so that it reads back as missing.
CsvCell text_or_nothing(std::string_view text) {
  return text.empty() ? CsvCell{} : CsvCell{text};
}

std::string_view unit_of(const Figure& figure) {
  return figure.unit == FigureUnit::ratio ? "percent" : to_string(figure.unit);
}

Row figure_row(const Figure& figure) {
  const bool has_denominator =
      figure.unit == FigureUnit::ratio || figure.unit == FigureUnit::points || figure.unit == FigureUnit::score;
  return {figure.id,
          figure.label,
          text_or_nothing(figure.plain),
          unit_of(figure),
          text_or_nothing(figure.currency),
          figure.numerator,
          has_denominator ? CsvCell{figure.denominator} : CsvCell{},
          figure.dates,
          figure.base,
          figure.n,
          figure.definition,
          figure.range ? CsvCell{figure.range->plain_low} : CsvCell{},
          figure.range ? CsvCell{figure.range->plain_high} : CsvCell{},
          figure.range ? CsvCell{to_string(figure.range->kind)} : CsvCell{}};
}

void write_verdict(CsvWriter& writer, const ReportVerdict& verdict) {
  const std::string id = fmt::format("verdict/{}/from/{}", to_string(verdict.later), to_string(verdict.earlier));
  const std::string money = id + "/money";
  const std::string states = id + "/states";
  writer.row(Row{money, "money", to_string(verdict.verdict.money), "verdict"});
  writer.row(Row{states, "states", to_string(verdict.verdict.states), "verdict"});
  for (size_t i = 0; i < verdict.verdict.waves.size(); ++i) {
    const WaveStep& wave = verdict.verdict.waves[i];
    const std::string wave_id = fmt::format("{}/bridge_wave/{}", id, i + 1);
    const std::string forms = fmt::format("{} -> {}", to_string(wave.old_form), to_string(wave.new_form));
    writer.row(Row{wave_id, wave.name, forms, "bridge_wave"});
  }
}

}  // namespace

std::string write_csv(const Report& report) {
  CsvWriter writer(CsvDialect::iso);
  Row header;
  std::copy(kHeader.begin(), kHeader.end(), header.begin());
  writer.row(header);
  const std::string as_of = to_string(report.as_of);
  writer.row(Row{"status", report.status, to_string(report.outcome), "outcome", {}, {}, {}, as_of});
  for (size_t i = 0; i < report.reasons.size(); ++i) {
    const std::string id = fmt::format("status/reason/{}", i + 1);
    writer.row(Row{id, report.reasons[i], {}, "text"});
  }
  for (const ReportVerdict& verdict : report.verdicts) write_verdict(writer, verdict);
  for (const Figure& figure : report.figures) writer.row(figure_row(figure));
  return writer.text();
}

}  // namespace vk
