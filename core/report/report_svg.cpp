#include "core/report/report_svg.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/report/report_escape.hpp"
#include "core/report/report_templates.hpp"
#include "core/report/svg_pictures.hpp"

namespace vk {
namespace {

constexpr double kMargin = 32;
constexpr double kTitle = 44;
constexpr double kCaption = 26;

std::vector<const Picture*> pictures_of(const Report& report) {
  std::vector<const Picture*> pictures;
  for (const Section& section : report.sections) {
    for (const Block& block : section.blocks) {
      if (const Picture* picture = std::get_if<Picture>(&block)) pictures.push_back(picture);
    }
  }
  return pictures;
}

std::string line_of(std::string_view style, double y, std::string_view words) {
  return fmt::format("<text class=\"{}\" x=\"{:.0f}\" y=\"{:.0f}\">{}</text>\n", style, kMargin, y, xml_escaped(words));
}

}  // namespace

std::string write_svg(const Report& report) {
  double y = kMargin + 18;
  double width = 720;
  std::string body = line_of("vk-label", y, report.status);
  y += 28;
  body += line_of("vk-title", y, fmt::format("{} – {}", report.title, report.organisation));
  for (const Picture* picture : pictures_of(report)) {
    const SvgPicture drawn = svg_of(*picture, SvgUse::in_sheet);
    y += kTitle;
    body += line_of("vk-title", y, text_of(*picture).title);
    y += 16;
    body += fmt::format("<g transform=\"translate({:.0f} {:.0f})\">\n{}</g>\n", kMargin, y, drawn.markup);
    y += drawn.height + kCaption;
    body += line_of("vk-small", y, text_of(*picture).caption);
    width = std::max(width, drawn.width);
  }
  const double full_width = width + 2 * kMargin;
  const double full_height = y + kMargin;
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"vk-picture\" lang=\"{0}\" viewBox=\"0 0 {1:.0f} {2:.0f}\" "
      "width=\"{1:.0f}\" "
      "height=\"{2:.0f}\">\n<title>{3}</title>\n<style>{4}</style>\n{5}<rect class=\"vk-paper\" width=\"{1:.0f}\" "
      "height=\"{2:.0f}\"/>\n{6}</svg>\n",
      report.language, full_width, full_height, xml_escaped(report.title), xml_escaped(kPictureStyles),
      kPicturePatterns, body);
}

}  // namespace vk
