#include "core/report/report_html.hpp"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>

#include "core/base/check.hpp"
#include "core/base/text.hpp"
#include "core/report/report_escape.hpp"
#include "core/report/report_templates.hpp"
#include "core/report/svg_pictures.hpp"

namespace vk {
namespace {

using kainjow::mustache::data;

data list_of(const std::vector<std::string>& texts) {
  data list(data::type::list);
  for (const std::string& text : texts) list.push_back(data(text));
  return list;
}

std::string basis_text(const Report& report, const ReportTable& table) {
  const Basis& basis = table.basis;
  const std::string names = table.names.empty() ? std::string() : table.names + " · ";
  return fmt::format("{}{}: {} · {}: {} · {} · {}", names, report.words.at("dates"), basis.dates,
                     report.words.at("base"), basis.base, basis.n, basis.definition);
}

// A table with more columns gets more room and smaller figures.
constexpr size_t kPlainColumns = 7;

/// Turns one block into what the template reads; the `is_...` key chooses the part of the template.
struct BlockData {
  const Report& report;

  data operator()(const Paragraph& paragraph) const {
    data block;
    block.set("is_paragraph", data(true));
    block.set("text", paragraph.text);
    return block;
  }

  data operator()(const Heading& heading) const {
    data block;
    block.set("is_heading", data(true));
    block.set("text", heading.text);
    block.set("has_names", data(!heading.names.empty()));
    block.set("names", heading.names);
    return block;
  }

  data operator()(const Notice& notice) const {
    data block;
    block.set("is_notice", data(true));
    block.set("tone", std::string(to_string(notice.tone)));
    block.set("label", notice.label + ".");
    block.set("text", notice.text);
    block.set("has_lines", data(!notice.lines.empty()));
    block.set("lines", list_of(notice.lines));
    return block;
  }

  data operator()(const FigureGroup& group) const {
    data block;
    block.set("is_group", data(true));
    block.set("caption", group.caption);
    block.set("anchor", anchor_id(group.cards.empty() ? group.caption : report.figures[group.cards.front().figure].id));
    data cards(data::type::list);
    for (const FigureGroup::Card& card : group.cards) cards.push_back(card_data(card));
    block.set("cards", cards);
    return block;
  }

  data card_data(const FigureGroup::Card& card) const {
    const Figure& figure = report.figures[card.figure];
    data result;
    result.set("label", figure.label);
    result.set("value", figure.text);
    result.set("has_part", data(card.part.has_value()));
    if (card.part == MoneyPart::together)
      result.set("part", "heat vk-heat-2");
    else if (card.part)
      result.set("part", replace_all(std::string(to_string(*card.part)), "_", "-"));
    std::vector<std::string> beside;
    if (figure.range) beside.push_back(figure.range->text);
    for (const size_t index : card.beside) beside.push_back(beside_text(report.figures[index]));
    result.set("beside", list_of(beside));
    result.set("definition", figure.definition);
    result.set("dates", figure.dates);
    result.set("base", figure.base);
    result.set("n", figure.n);
    return result;
  }

  data operator()(const ReportTable& table) const {
    data block;
    block.set("is_table", data(true));
    block.set("anchor", anchor_id(table.id));
    block.set("wide", data(table.columns.size() > kPlainColumns));
    block.set("caption", table.caption);
    block.set("basis", basis_text(report, table));
    data columns(data::type::list);
    for (const TableColumn& column : table.columns) {
      data head;
      head.set("title", column.title);
      head.set("numeric", data(column.numeric));
      columns.push_back(head);
    }
    block.set("columns", columns);
    data rows(data::type::list);
    for (size_t row = 0; row < table.rows.size(); ++row) {
      data line;
      line.set("total", data(table.total_row && row + 1 == table.rows.size()));
      line.set("cells", cells_data(table, row));
      rows.push_back(line);
    }
    block.set("rows", rows);
    return block;
  }

  data cells_data(const ReportTable& table, size_t row) const {
    data cells(data::type::list);
    for (size_t column = 0; column < table.rows[row].size(); ++column) {
      const TableCell& cell = table.rows[row][column];
      data one;
      one.set("text", cell.text);
      one.set("heading", data(cell.heading));
      one.set("numeric", data(table.columns[column].numeric));
      one.set("has_figure", data(cell.figure.has_value()));
      one.set("tooltip", cell.figure ? report.figures[*cell.figure].definition : std::string());
      cells.push_back(one);
    }
    return cells;
  }

  data operator()(const DefinitionList& definitions) const {
    data block;
    block.set("is_definitions", data(true));
    data items(data::type::list);
    for (const auto& [term, text] : definitions.items) {
      data item;
      item.set("term", term);
      item.set("text", text);
      items.push_back(item);
    }
    block.set("items", items);
    return block;
  }

  data operator()(const Picture& picture) const {
    const PictureText& text = text_of(picture);
    data block;
    block.set("is_picture", data(true));
    block.set("title", text.title);
    block.set("caption", text.caption);
    block.set("svg", svg_of(picture, SvgUse::in_page).markup);
    block.set("has_narrow", data(has_narrow_form(picture)));
    if (has_narrow_form(picture)) block.set("narrow_svg", svg_of(picture, SvgUse::in_page_narrow).markup);
    return block;
  }
};

data sections_data(const Report& report) {
  data sections(data::type::list);
  for (const Section& section : report.sections) {
    data one;
    one.set("id", section.id);
    one.set("title", section.title);
    data blocks(data::type::list);
    for (const Block& block : section.blocks) blocks.push_back(std::visit(BlockData{report}, block));
    one.set("blocks", blocks);
    sections.push_back(one);
  }
  return sections;
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

/// "%" or a currency's code.
bool starts_with_unit(std::string_view text) {
  if (text.starts_with('%')) return true;
  const bool code = text.size() >= 3 && is_upper(text[0]) && is_upper(text[1]) && is_upper(text[2]);
  return code && (text.size() == 3 || !is_upper(text[3]));
}

/// A number stays on one line with the sign or currency after it.
std::string unbroken(std::string_view text) {
  std::string result;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool after_digit = at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9';
    if (text[at] == ' ' && after_digit && starts_with_unit(text.substr(at + 1))) {
      result += "\u00A0";
    } else {
      result += text[at];
    }
  }
  return result;
}

}  // namespace

std::string write_html(const Report& report) {
  const size_t colon = std::min(report.status.find(':'), report.status.size());
  data page;
  for (const auto& [key, word] : report.words) page.set("word_" + key, word);
  page.set("language", report.language);
  page.set("title", report.title);
  page.set("organisation", report.organisation);
  page.set("outcome", std::string(to_string(report.outcome)));
  page.set("status_word", report.status.substr(0, colon));
  page.set("status_rest", report.status.substr(colon));
  page.set("has_reasons", data(!report.reasons.empty()));
  page.set("reasons", list_of(report.reasons));
  page.set("lead", list_of(report.lead));
  page.set("made_by", report.words.at("made_by"));
  page.set("picture_styles", std::string(kPictureStyles));
  page.set("picture_patterns", std::string(kPicturePatterns));
  page.set("page_styles", std::string(kPageStyles));
  page.set("sections", sections_data(report));
  kainjow::mustache::mustache page_template{std::string(kReportPage)};
  VK_CHECK(page_template.is_valid(), page_template.error_message());
  page_template.set_custom_escape([](const std::string& text) { return xml_escaped(unbroken(text)); });
  return page_template.render(page);
}

}  // namespace vk
