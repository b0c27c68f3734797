#include "core/report/svg_canvas.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/report/report_escape.hpp"
#include "core/report/report_templates.hpp"

namespace vk {
namespace {

constexpr double kFileMargin = 16;  // a picture in a page has the margin of the page

std::string_view anchor_name(SvgCanvas::Anchor anchor) {
  switch (anchor) {
    case SvgCanvas::Anchor::start:
      return "start";
    case SvgCanvas::Anchor::middle:
      return "middle";
    case SvgCanvas::Anchor::end:
      return "end";
  }
  return "start";
}

// One fixed decimal: enough for the eye, and the same bytes from every maths library.
std::string length(double value) {
  return fmt::format("{:.1f}", value + 0.0);
}

// The first `letters` code points of `text`.
std::string_view first_letters(std::string_view text, size_t letters) {
  size_t at = 0;
  for (size_t seen = 0; at < text.size() && seen < letters; ++seen) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  }
  return text.substr(0, at);
}

}  // namespace

SvgCanvas::SvgCanvas(const PictureText& text, SvgUse use)
    : prefix_(anchor_id(text.id) + (use == SvgUse::in_page_narrow ? "-narrow" : "")), text_(text), use_(use) {}

void SvgCanvas::rectangle(std::string_view style, double x, double y, double width, double height) {
  body_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", style, length(x),
                       length(y), length(width), length(height));
}

void SvgCanvas::line(std::string_view style, double x1, double y1, double x2, double y2) {
  body_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", style, length(x1), length(y1),
                       length(x2), length(y2));
}

void SvgCanvas::text(std::string_view style, double x, double y, std::string_view words, Anchor anchor) {
  if (words.empty()) return;
  body_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n", style, length(x),
                       length(y), anchor_name(anchor), xml_escaped(words));
}

void SvgCanvas::path(std::string_view style, std::string_view data, std::string_view tooltip) {
  body_ += fmt::format("<path class=\"{}\" d=\"{}\"", style, data);
  body_ += tooltip.empty() ? "/>\n" : fmt::format("><title>{}</title></path>\n", xml_escaped(tooltip));
}

void SvgCanvas::circle(std::string_view style, double x, double y, double radius) {
  body_ +=
      fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n", style, length(x), length(y), length(radius));
}

SvgPicture SvgCanvas::finish(double height, double width) const {
  const double margin = use_ == SvgUse::own_file ? kFileMargin : 0;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"vk-picture{5}\" viewBox=\"{6:.0f} {6:.0f} {0:.0f} {1:.0f}\" "
      "width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" role=\"img\" aria-labelledby=\"{2}-title {2}-desc\">\n<title id=\"{2}-title\">{3}</title>\n"
      "<desc id=\"{2}-desc\">{4}</desc>\n",
      width + 2 * margin, height + 2 * margin, prefix_, xml_escaped(text_.title), xml_escaped(text_.description),
      narrow()                                ? " vk-narrow"
      : use_ == SvgUse::in_page && two_forms_ ? " vk-wide"
                                              : "",
      0 - margin);
  if (use_ == SvgUse::own_file) {
    svg += fmt::format("<style>{}</style>\n{}", xml_escaped(kPictureStyles), kPicturePatterns);
    svg += fmt::format("<rect class=\"vk-paper\" x=\"{2:.0f}\" y=\"{2:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\"/>\n",
                       width + 2 * margin, height + 2 * margin, 0 - margin);
  }
  return {svg + body_ + "</svg>\n", width + 2 * margin, height + 2 * margin};
}

std::vector<std::string> wrapped(std::string_view words, size_t most_letters, size_t most_lines) {
  std::vector<std::string> lines;
  std::string line;
  for (const std::string_view word : split(words, ' ')) {
    const std::string longer = line.empty() ? std::string(word) : line + " " + std::string(word);
    if (!line.empty() && utf8_length(longer) > most_letters) {
      lines.push_back(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push_back(line);
  const bool cut = lines.size() > most_lines;
  if (cut) lines.resize(most_lines);
  for (std::string& any : lines) {
    if (utf8_length(any) > most_letters) any = std::string(first_letters(any, most_letters - 1)) + "…";
  }
  if (cut && !lines.back().ends_with("…")) lines.back() += "…";
  return lines;
}

}  // namespace vk
