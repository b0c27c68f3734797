#include "core/report/report_transitions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/report/disclosure_words.hpp"
#include "core/report/report_shares.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

/// The states of one side as told, unmeasured and absent last.
std::vector<uint8_t> axis_of(const std::vector<StateSpec>& states, const StateGroups& groups) {
  std::vector<uint8_t> codes;
  for (size_t state = 0; state <= states.size(); ++state) {
    const uint8_t code = state < states.size() ? static_cast<uint8_t>(state) : kUnmeasured;
    if (groups.told_as(code) == code) codes.push_back(code);
  }
  codes.push_back(kAbsent);
  return codes;
}

// Money of a square: what the members were worth before; for those who were not there, what they are worth now.
int64_t square_money(const Transition& transition) {
  return transition.from == kAbsent ? transition.money_to : transition.money_from;
}

/// Transitions by state before (rows) and after, with what is told.
struct Matrix {
  StateGroups before;
  StateGroups after;
  std::vector<uint8_t> rows;
  std::vector<uint8_t> columns;
  std::vector<std::vector<Transition>> squares;
  std::vector<std::pair<uint8_t, uint8_t>> hidden;

  bool hides(const Transition& square) const {
    return std::binary_search(hidden.begin(), hidden.end(), std::pair(square.from, square.to));
  }
};

Matrix matrix_of(const Comparison& comparison) {
  Matrix matrix;
  if (comparison.told) {
    matrix.before = comparison.told->before;
    matrix.after = comparison.told->after;
    matrix.hidden = comparison.told->hidden;
  }
  matrix.rows = axis_of(comparison.states, matrix.before);
  matrix.columns = axis_of(comparison.states, matrix.after);
  for (const uint8_t from : matrix.rows) {
    std::vector<Transition>& row = matrix.squares.emplace_back();
    for (const uint8_t to : matrix.columns) row.push_back({from, to});
  }
  const auto known = [&](uint8_t code) {
    return code == kAbsent || code < comparison.states.size() ? code : kUnmeasured;
  };
  const auto place = [](const std::vector<uint8_t>& axis, uint8_t code) {
    return static_cast<size_t>(std::find(axis.begin(), axis.end(), code) - axis.begin());
  };
  for (const Transition& transition : comparison.transitions) {
    Transition& sum =
        matrix.squares[place(matrix.rows, known(transition.from))][place(matrix.columns, known(transition.to))];
    sum.subjects += transition.subjects;
    sum.money_from += transition.money_from;
    sum.money_to += transition.money_to;
  }
  return matrix;
}

uint8_t shade(uint64_t subjects, int64_t money, int64_t most) {
  if (subjects == 0) return 0;
  if (most <= 0 || money <= 0) return 1;
  return static_cast<uint8_t>(1 + std::min<int64_t>(4, ratio_tenths(money, most) / 200));
}

HeatMapPicture heat_map_of(const ReportBuilder& builder, const Pair& pair, const Matrix& matrix) {
  const ReportLanguage& say = builder.say();
  HeatMapPicture picture;
  int64_t most = 0;
  for (const auto& row : matrix.squares) {
    for (const Transition& square : row) most = std::max(most, square_money(square));
  }
  const std::vector<StateSpec>& states = pair.comparison.states;
  for (const uint8_t code : matrix.rows) picture.rows.push_back(state_name(builder, states, matrix.before, code));
  for (const uint8_t code : matrix.columns) picture.columns.push_back(state_name(builder, states, matrix.after, code));
  for (const auto& row : matrix.squares) {
    picture.squares.emplace_back();
    for (const Transition& square : row) {
      const bool stayed = matrix.before.members_of(square.from) == matrix.after.members_of(square.to);
      const std::string nothing = matrix.hides(square) ? say(words::not_told) : "–";
      picture.squares.back().push_back(
          {square.subjects == 0 ? nothing : say.bare_money({square_money(square), pair.currency}),
           square.subjects == 0 ? "" : say(words::n_short, {{"n", say.count(static_cast<int64_t>(square.subjects))}}),
           shade(square.subjects, square_money(square), most), stayed});
    }
  }
  picture.row_title = say(words::before, {{"cycle", pair.earlier}});
  picture.column_title = say(words::after, {{"cycle", pair.later}});
  picture.text = {pair.id + "/transitions/picture", say(words::matrix_title, {{"name", pair.title}}),
                  say(words::matrix_description),
                  builder.basis_line(builder.pair_basis(pair.comparison, say(words::matrix_definition)))};
  return picture;
}

std::vector<TableCell> transition_row(ReportBuilder& builder, const Pair& pair, const Matrix& matrix,
                                      const Transition& transition) {
  const Basis basis = builder.pair_basis(pair.comparison, builder.say()(words::matrix_definition));
  const std::vector<StateSpec>& states = pair.comparison.states;
  const std::string from = state_name(builder, states, matrix.before, transition.from);
  const std::string to = state_name(builder, states, matrix.after, transition.to);
  if (matrix.hides(transition)) {
    const TableCell hidden = withheld_cell(builder);
    return {ReportBuilder::head_cell(from), ReportBuilder::text_cell(to), hidden, hidden, hidden};
  }
  const std::string id = fmt::format("{}/transition/{}/{}", pair.id, state_id(states, matrix.before, transition.from),
                                     state_id(states, matrix.after, transition.to));
  const std::string label = fmt::format("{} → {}", from, to);
  return {ReportBuilder::head_cell(from), ReportBuilder::text_cell(to),
          builder.cell(builder.count({id + "/subjects", label}, transition.subjects, FigureUnit::subjects, basis)),
          builder.cell(builder.money({id + "/money_before", label}, {transition.money_from, pair.currency}, basis)),
          builder.cell(builder.money({id + "/money_after", label}, {transition.money_to, pair.currency}, basis))};
}

ReportTable transition_table(ReportBuilder& builder, const Pair& pair, const Matrix& matrix) {
  const ReportLanguage& say = builder.say();
  ReportTable table{pair.id + "/transitions",
                    say(words::in_numbers, {{"caption", say(words::matrix_title, {{"name", pair.title}})}}),
                    builder.pair_basis(pair.comparison, say(words::matrix_definition)),
                    {},
                    {},
                    matrix.hidden.empty()};
  table.columns = {{say(words::state_before), false},
                   {say(words::state_after), false},
                   {say(words::subjects), true},
                   {say(words::money_before), true},
                   {say(words::money_after), true}};
  Transition all;
  for (const auto& row : matrix.squares) {
    for (const Transition& square : row) {
      if (square.subjects == 0 && !matrix.hides(square)) continue;
      table.rows.push_back(transition_row(builder, pair, matrix, square));
      all.subjects += square.subjects;
      all.money_from += square.money_from;
      all.money_to += square.money_to;
    }
  }
  if (!table.total_row) return table;
  table.rows.push_back({ReportBuilder::head_cell(say(words::total)), ReportBuilder::text_cell(""),
                        ReportBuilder::text_cell(say.count(static_cast<int64_t>(all.subjects))),
                        ReportBuilder::text_cell(say.money({all.money_from, pair.currency})),
                        ReportBuilder::text_cell(say.money({all.money_to, pair.currency}))});
  return table;
}

/// Members of one cycle by state as told.
std::vector<ToldPair::Margin> margins_of(const Comparison& comparison, bool later) {
  if (comparison.told) return later ? comparison.told->margins_after : comparison.told->margins_before;
  std::vector<ToldPair::Margin> margins;
  for (const Transition& line : comparison.transitions) {
    const uint8_t state = later ? line.to : line.from;
    if (state != kAbsent) margins.push_back({state, line.subjects, later ? line.money_to : line.money_from});
  }
  return margins;
}

StateBar state_bar(const ReportBuilder& builder, const Pair& pair, bool later) {
  const ReportLanguage& say = builder.say();
  const std::optional<ToldPair>& told = pair.comparison.told;
  PartTotals totals(pair.comparison.states, !told ? StateGroups{} : later ? told->after : told->before);
  for (const ToldPair::Margin& margin : margins_of(pair.comparison, later))
    totals.add(part_of_state(pair.comparison.states, margin.state), margin.money, margin.members);
  StateBar bar;
  bar.label = later ? pair.later : pair.earlier;
  bar.base = say(words::bar_base, {{"base", say.money({totals.base(), pair.currency})},
                                   {"n", say.count(static_cast<int64_t>(totals.all_members()))}});
  const std::vector<int64_t> tenths = share_tenths(totals.money);
  for (size_t i = 0; i < kMoneyParts; ++i) {
    if (!totals.told[i]) continue;
    const auto part = static_cast<MoneyPart>(i);
    bar.parts.push_back({part, builder.part_name(part, totals.told), say.money({totals.money[i], pair.currency}),
                         tenths.empty() ? say(words::not_defined) : say.percent(tenths[i]), totals.money[i]});
  }
  return bar;
}

StateBar refused_bar(const ReportBuilder& builder, const std::string& label) {
  StateBar bar;
  bar.label = label;
  bar.refused = true;
  bar.refused_text = builder.say()(words::refused_bar);
  return bar;
}

}  // namespace

bool shows_states(const Comparison& comparison) {
  const bool has_some = !comparison.transitions.empty() || (comparison.told && !comparison.told->hidden.empty());
  return has_some && comparison.verdict.states != Verdict::not_comparable;
}

void add_state_bars(ReportBuilder& builder, const Pair& pair) {
  const bool comparable = shows_states(pair.comparison);
  StateBarsPicture picture;
  picture.bars = comparable
                     ? std::vector<StateBar>{state_bar(builder, pair, false), state_bar(builder, pair, true)}
                     : std::vector<StateBar>{refused_bar(builder, pair.earlier), refused_bar(builder, pair.later)};
  picture.broken_before = {0, static_cast<uint8_t>(comparable ? 0 : 1)};
  picture.broken_label = builder.say()(words::series_broken);
  std::vector<std::string> described;
  for (const StateBar& bar : picture.bars) {
    std::vector<std::string> parts;
    for (const StateBar::Part& part : bar.parts)
      parts.push_back(fmt::format("{} {} ({})", part.label, part.amount, part.share));
    described.push_back(
        fmt::format("{}: {}", bar.label, bar.refused ? bar.refused_text : fmt::format("{}", fmt::join(parts, ", "))));
  }
  picture.text = {pair.id + "/states/picture", builder.say()(words::states_over_time, {{"name", pair.title}}),
                  fmt::format("{}.", fmt::join(described, "; ")),
                  builder.basis_line(builder.pair_basis(pair.comparison, builder.say()(words::exposure_definition)))};
  builder.add(Picture{std::move(picture)});
}

void add_transitions(ReportBuilder& builder, const Pair& pair) {
  const Matrix matrix = matrix_of(pair.comparison);
  builder.add(Picture{heat_map_of(builder, pair, matrix)});
  builder.add(transition_table(builder, pair, matrix));
}

}  // namespace vk
