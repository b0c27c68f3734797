#include "core/report/report_csv.hpp"

#include <fmt/format.h>

namespace vk {
namespace {

bool runs_in_a_spreadsheet(std::string_view cell) {
  constexpr std::string_view kFirst = "=+-@\t\r";
  return !cell.empty() && kFirst.find(cell.front()) != std::string_view::npos;
}

// Numbers keep their minus; any other text that a spreadsheet would take for a formula is defused (OWASP, "CSV
// injection").
std::string text_cell(std::string_view text) {
  std::string cell = runs_in_a_spreadsheet(text) ? "'" : "";
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char byte : cell) {
    if (byte == '"') quoted += '"';
    quoted += byte;
  }
  return quoted + "\"";
}

std::string_view unit_of(const Figure& figure) {
  return figure.unit == FigureUnit::ratio ? "percent" : to_string(figure.unit);
}

std::string figure_row(const Figure& figure) {
  const bool ratio = figure.unit == FigureUnit::ratio;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{}\r\n", text_cell(figure.id), text_cell(figure.label),
                     figure.plain, unit_of(figure), figure.currency, figure.numerator,
                     ratio ? fmt::format("{}", figure.denominator) : "", text_cell(figure.dates),
                     text_cell(figure.base), text_cell(figure.n), text_cell(figure.definition));
}

}  // namespace

std::string write_csv(const Report& report) {
  std::string out = "id,label,value,unit,currency,numerator,denominator,dates,base,n,definition\r\n";
  out += fmt::format("status,{},{},outcome,,,,{},,,\r\n", text_cell(report.status), to_string(report.outcome),
                     to_string(report.as_of));
  for (size_t i = 0; i < report.reasons.size(); ++i)
    out += fmt::format("status/reason/{},{},,text,,,,,,,\r\n", i + 1, text_cell(report.reasons[i]));
  for (const ReportVerdict& verdict : report.verdicts) {
    const std::string id = fmt::format("verdict/{}/from/{}", to_string(verdict.later), to_string(verdict.earlier));
    out += fmt::format("{},money,{},verdict,,,,,,,\r\n", text_cell(id + "/money"), to_string(verdict.verdict.money));
    out += fmt::format("{},states,{},verdict,,,,,,,\r\n", text_cell(id + "/states"), to_string(verdict.verdict.states));
  }
  for (const Figure& figure : report.figures) out += figure_row(figure);
  return out;
}

}  // namespace vk
