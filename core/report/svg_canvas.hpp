#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/report/svg_pictures.hpp"

namespace vk {

/// Collects the elements of one SVG picture; lengths in CSS pixels of a fixed-width drawing that scales as a whole.
class SvgCanvas {
 public:
  SvgCanvas(const PictureText& text, SvgUse use);

  /// The picture has no form of its own for narrow screens.
  void only_one_form() { two_forms_ = false; }
  bool narrow() const { return use_ == SvgUse::in_page_narrow; }
  double width() const { return narrow() ? 360 : 720; }

  /// Where a text is anchored.
  enum class Anchor { start, middle, end };

  void rectangle(std::string_view style, double x, double y, double width, double height);
  void line(std::string_view style, double x1, double y1, double x2, double y2);
  void text(std::string_view style, double x, double y, std::string_view words, Anchor anchor = Anchor::start);
  /// `tooltip` may be empty.
  void path(std::string_view style, std::string_view data, std::string_view tooltip = {});
  void circle(std::string_view style, double x, double y, double radius);

  /// The whole element, `height` high and as wide as the canvas.
  SvgPicture finish(double height) const { return finish(height, width()); }
  SvgPicture finish(double height, double width) const;

 private:
  std::string prefix_;
  PictureText text_;
  SvgUse use_;
  bool two_forms_ = true;
  std::string body_;
};

/// Words broken into at most `most_lines` lines of about `most_letters`; the last one ends with "…" when something is
/// left.
std::vector<std::string> wrapped(std::string_view words, size_t most_letters, size_t most_lines);

}  // namespace vk
