#include "core/report/report_markdown.hpp"

#include <fmt/format.h>

#include "core/report/report_escape.hpp"

namespace vk {
namespace {

/// Writes one block; every text is escaped, so no name can become a heading, a link or HTML.
struct MarkdownBlock {
  const Report& report;
  std::string& out;

  void operator()(const Paragraph& paragraph) const { out += markdown_escaped(paragraph.text) + "\n\n"; }

  void operator()(const Heading& heading) const {
    out += "### " + markdown_escaped(heading.text) + "\n\n";
    if (!heading.names.empty()) out += markdown_escaped(heading.names) + "\n\n";
  }

  void operator()(const Notice& notice) const {
    out += fmt::format("> **{}.** {}\n", markdown_escaped(notice.label), markdown_escaped(notice.text));
    for (const std::string& line : notice.lines) out += fmt::format("> - {}\n", markdown_escaped(line));
    out += "\n";
  }

  void operator()(const FigureGroup& group) const {
    out += fmt::format("**{}**\n\n", markdown_escaped(group.caption));
    for (const FigureGroup::Card& card : group.cards) {
      const Figure& figure = report.figures[card.figure];
      out += fmt::format("- {}: **{}**", markdown_escaped(figure.label), markdown_escaped(figure.text));
      if (figure.range) out += fmt::format(", {}", markdown_escaped(figure.range->text));
      for (const size_t index : card.beside) {
        out += fmt::format(", {}", markdown_escaped(beside_text(report.figures[index])));
      }
      out += fmt::format("  \n  {}: {} · {}: {} · {} · {}\n", report.words.at("dates"), markdown_escaped(figure.dates),
                         report.words.at("base"), markdown_escaped(figure.base), markdown_escaped(figure.n),
                         markdown_escaped(figure.definition));
    }
    out += "\n";
  }

  void operator()(const ReportTable& table) const {
    const std::string names = table.names.empty() ? "" : markdown_escaped(table.names) + " · ";
    out += fmt::format("**{}**  \n{}{}: {} · {}: {} · {} · {}\n\n|", markdown_escaped(table.caption), names,
                       report.words.at("dates"), markdown_escaped(table.basis.dates), report.words.at("base"),
                       markdown_escaped(table.basis.base), markdown_escaped(table.basis.n),
                       markdown_escaped(table.basis.definition));
    for (const TableColumn& column : table.columns) out += fmt::format(" {} |", markdown_escaped(column.title));
    out += "\n|";
    for (const TableColumn& column : table.columns) out += column.numeric ? " --: |" : " --- |";
    out += "\n";
    for (size_t row = 0; row < table.rows.size(); ++row) {
      const bool total = table.total_row && row + 1 == table.rows.size();
      out += "|";
      for (const TableCell& cell : table.rows[row]) {
        const std::string text = markdown_escaped(cell.text);
        out += total && !text.empty() ? fmt::format(" **{}** |", text) : fmt::format(" {} |", text);
      }
      out += "\n";
    }
    out += "\n";
  }

  void operator()(const DefinitionList& definitions) const {
    for (const auto& [term, text] : definitions.items)
      out += fmt::format("- **{}**: {}\n", markdown_escaped(term), markdown_escaped(text));
    out += "\n";
  }

  void operator()(const Picture& picture) const {
    const PictureText& text = text_of(picture);
    out += fmt::format("*{}*: {}\n\n", markdown_escaped(text.title), markdown_escaped(text.description));
  }
};

}  // namespace

std::string write_markdown(const Report& report) {
  std::string out = fmt::format("{}\n\n", markdown_escaped(report.status));
  for (const std::string& reason : report.reasons) out += fmt::format("- {}\n", markdown_escaped(reason));
  if (!report.reasons.empty()) out += "\n";
  out += fmt::format("# {}\n\n{}\n\n", markdown_escaped(report.title), markdown_escaped(report.organisation));
  for (const std::string& lead : report.lead) out += markdown_escaped(lead) + "\n\n";
  for (const Section& section : report.sections) {
    out += fmt::format("## {}\n\n", markdown_escaped(section.title));
    for (const Block& block : section.blocks) std::visit(MarkdownBlock{report, out}, block);
  }
  return out + markdown_escaped(report.words.at("made_by")) + "\n";
}

}  // namespace vk
