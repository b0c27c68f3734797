#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/report/report_inputs.hpp"
#include "core/report/report_pictures.hpp"

namespace vk {

/// What a figure counts.
enum class FigureUnit {
  money,
  ratio,
  subjects,
  rows,
  contacts,
  points,  ///< from -100 to 100
  score,   ///< in the unit of the answers
};
std::string_view to_string(FigureUnit unit);

/// What a figure rests on. A figure without these four is not shown.
struct Basis {
  std::string dates;
  std::string base;
  std::string n;
  std::string definition;

  bool operator==(const Basis&) const = default;
};

/// Between which values a figure lies.
enum class RangeKind {
  confidence,  ///< sampling and random silence, at kIntervalPercent
  limits,      ///< certain: whatever the unmeasured would have said
};
std::string_view to_string(RangeKind kind);

/// The range of a figure, in its unit: money in minor units, a ratio in tenths of a percent, points and scores over
/// the figure's denominator.
struct FigureRange {
  RangeKind kind = RangeKind::confidence;
  int64_t low = 0;
  int64_t high = 0;
  std::string text;       ///< for people: "between 297,000 and 341,000"
  std::string plain_low;  ///< for machines: "297000.00"
  std::string plain_high;
};

/// One figure as people and machines read it, with what it rests on.
struct Figure {
  std::string label;
  std::string text;  ///< for people, in the report's language: "320,000.00 EUR", "40.0 %", "not defined"
  std::string dates;
  std::string base;
  std::string n;
  std::string definition;
  std::string id;  ///< stable and unique in a report: "renewal/customers@2026/exposure/secured"
  FigureUnit unit = FigureUnit::money;
  std::string plain;                 ///< for machines: "320000.00", "40.0" (percent), "8000"; empty = undefined
  std::string currency;              ///< ISO 4217, for money
  int64_t numerator = 0;             ///< money in minor units, a count, or the numerator of a ratio
  int64_t denominator = 1;           ///< of ratios, points and scores; 0 = undefined
  std::optional<FigureRange> range;  ///< nothing: counted, not estimated
};

/// A sentence or more of running text.
struct Paragraph {
  std::string text;
};

/// A heading inside a section.
struct Heading {
  std::string text;
  std::string names;  ///< the occurrences it is about, as the calendar and the log name them; small print
};

/// How a notice is meant; writers show it by word and shape, never by colour alone.
enum class Tone { plain, good, caution, refused };
std::string_view to_string(Tone tone);

/// A clear box: a verdict, a refusal, a warning.
struct Notice {
  Tone tone = Tone::plain;
  std::string label;  ///< "Not comparable"
  std::string text;
  std::vector<std::string> lines;  ///< the reasons
};

/// A few figures side by side, each with the figures that belong to it; indices into Report::figures.
struct FigureGroup {
  struct Card {
    size_t figure = 0;
    std::vector<size_t> beside;
    std::optional<MoneyPart> part;  ///< gives the card its colour and pattern
  };
  std::string caption;
  std::vector<Card> cards;
};

/// What stands beside a card's figure: a share as it is, a count with its n, an amount with its name and range.
std::string beside_text(const Figure& figure);

/// One cell of a table: text, and the figure it shows when it shows one.
struct TableCell {
  std::string text;
  std::optional<size_t> figure;
  bool heading = false;  ///< names its row
};

struct TableColumn {
  std::string title;
  bool numeric = false;
};

/// Rows of equal length to `columns`. `basis` is printed with the caption. Its `id` begins with the occurrence it is
/// about.
struct ReportTable {
  std::string id;
  std::string caption;
  Basis basis;
  std::vector<TableColumn> columns;
  std::vector<std::vector<TableCell>> rows;
  bool total_row = false;  ///< the last row is the sum of the rows before it
  std::string names = {};  ///< the occurrence it is about, where no heading above it says so; small print
};

/// Terms and what they say, in order.
struct DefinitionList {
  std::vector<std::pair<std::string, std::string>> items;
};

using Block = std::variant<Paragraph, Heading, Notice, FigureGroup, ReportTable, DefinitionList, Picture>;

struct Section {
  std::string id;  ///< "summary", "comparison": anchors, stable across languages
  std::string title;
  std::vector<Block> blocks;
};

/// A verdict as machines read it.
struct ReportVerdict {
  OccurrenceName earlier;
  OccurrenceName later;
  Comparability verdict;
};

/// Why content rows were left out, and how many.
struct HeldBack {
  std::string rule;  ///< ContactDecision as spelt in JSON
  size_t rows = 0;
};

/// One report as a value: everything that any writer says. Writers turn it into bytes and compute no number.
struct Report {
  OccurrenceName name;
  std::string title;
  std::string organisation;
  std::string language;  ///< the one in use: "en" or "fi"
  Instant as_of{};
  Outcome outcome = Outcome::complete;
  std::string status;                    ///< the first line of every format: complete or partial, and as of when
  std::vector<std::string> reasons;      ///< why it is not complete
  std::vector<std::string> log_reasons;  ///< the same in English, as every reason in the log
  std::vector<std::string> lead;         ///< the first screen in plain words
  std::vector<Section> sections;
  std::vector<Figure> figures;  ///< every figure of the report, in order of appearance
  std::vector<SnapshotHeader> cycles;
  std::vector<StateGroups> told_with;  ///< beside `cycles`: states that [disclosure] tells together
  bool disclosure = false;             ///< there is such a rule
  std::vector<ReportVerdict> verdicts;
  std::vector<HeldBack> held_back;
  std::string year_label;
  DayInterval year;
  std::vector<WheelItem> occurrences;
  std::map<std::string, std::string>
      words;  ///< fixed words of the page in the report's language: "contents", "dates", ...
};

}  // namespace vk
