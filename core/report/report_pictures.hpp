#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/instant.hpp"
#include "core/report/report_inputs.hpp"

namespace vk {

/// What every picture carries for people who cannot see it, and for the caption.
struct PictureText {
  std::string id;  ///< unique in the report; prefix of ids inside the SVG
  std::string title;
  std::string description;  ///< the picture in words, with its numbers
  std::string caption;      ///< dates, base, n and definition in one line
};

/// One stacked bar: the parts of a base, widths in proportion to it. A refused bar has a label and no figures.
struct StateBar {
  struct Part {
    MoneyPart part = MoneyPart::secured;
    std::string label;
    std::string amount;
    std::string share;
    int64_t weight = 0;  ///< minor units; what is below zero is drawn as zero
  };
  /// An error bar under the bar: what is certain as a thin line, the interval as a thick one, the estimate as a dot.
  struct Range {
    std::string label;
    std::string text;  ///< "320,000 EUR, between 297,000 and 341,000"
    MoneyRange limits;
    std::optional<MoneyRange> interval;
    int64_t estimate = 0;  ///< only with an interval
  };
  std::string label;  ///< "2026"; empty when the picture's title says it
  std::string base;   ///< "base 800,000.00 EUR, n 8,000"
  std::vector<Part> parts;
  std::vector<Range> ranges;           ///< none: all figures are exact
  int64_t range_end = 0;               ///< the axis of the ranges runs from 0 to this amount
  std::vector<std::string> range_key;  ///< "thin line: what is certain"
  bool refused = false;
  std::string refused_text;  ///< "not comparable: no figures shown"
};

/// Bars under each other, in order of time. `broken_before[i]` draws a break in the series above bar i.
struct StateBarsPicture {
  PictureText text;
  std::vector<StateBar> bars;
  std::vector<uint8_t> broken_before;
  std::string broken_label;    ///< "series broken here"
  bool legend_beside = false;  ///< a page shows the parts as figures under the picture, so it needs no legend there
};

/// A waterfall: each step runs from `from` to `to` on a common money axis.
struct WaterfallPicture {
  enum class Kind { total, up, down };
  struct Step {
    std::string label;
    std::string amount;
    Kind kind = Kind::total;
    int64_t from = 0;
    int64_t to = 0;
  };
  PictureText text;
  std::vector<Step> steps;
};

/// A matrix with numbers in its cells; `level` 0 (nothing) to 5 (most) shades it.
struct HeatMapPicture {
  struct Square {
    std::string amount;
    std::string subjects;
    uint8_t level = 0;
    bool stayed = false;  ///< same state before and after: drawn with a frame
  };
  PictureText text;
  std::string row_title;     ///< "before"
  std::string column_title;  ///< "after"
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::vector<std::vector<Square>> squares;
};

/// The year as a wheel: twelve months clockwise from the top, a ring per audience, an arc per occurrence. Arcs of one
/// ring that meet lie in lanes beside each other.
struct YearWheelPicture {
  struct Month {
    std::string label;
    Day first{};
  };
  struct Ring {
    std::string name;
    size_t first_lane = 0;  ///< counted from outside over all rings
    size_t lanes = 1;
  };
  /// What arcs stand for; they bear its number, counted from 1.
  struct Item {
    std::string name;
    std::string owner;
  };
  struct Arc {
    size_t lane = 0;
    size_t item = 0;
    Day first{};
    Day end{};  ///< half open
    WheelStatus status = WheelStatus::planned;
    std::string title;  ///< name, owner, dates, status and reason in words
    bool clashes = false;
  };
  struct Legend {
    WheelStatus status = WheelStatus::planned;
    std::string label;
    std::string count;
  };
  PictureText text;
  std::string year_label;
  DayInterval year;
  std::optional<Day> today;  ///< absent when as_of is outside the year
  std::string today_label;
  std::vector<Month> months;
  std::vector<Ring> rings;
  std::vector<Item> items;
  std::vector<Arc> arcs;
  std::vector<Legend> legend;  ///< only statuses in use
  std::string clash_label;     ///< empty when no arc clashes
};

using Picture = std::variant<StateBarsPicture, WaterfallPicture, HeatMapPicture, YearWheelPicture>;

/// The texts of any picture.
const PictureText& text_of(const Picture& picture);

}  // namespace vk
