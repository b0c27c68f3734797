#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <limits>
#include <optional>
#include <string>

#include "core/compare/wave_change.hpp"
#include "core/estimate/figure_change.hpp"
#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

constexpr uint64_t kBridgeSeed = 20261127;
constexpr int kWaveDraws = 200;
/// Of the design whose factor has the most skewed error: a standard error of so many draws is 0.7 %.
constexpr int kCloseDraws = 1000;
constexpr int kFigureDraws = 600;
constexpr size_t kCrowd = 600;

/// Which of two wordings, and how many leave by it: whoever feels less than this.
enum class Form { old_wording, new_wording, newest_wording };

/// What members feel, from 0 to 99, and their money; nobody holds a hundredth of all of it.
struct Crowd {
  std::vector<int64_t> feeling;
  std::vector<int64_t> money;

  explicit Crowd(test::Dice& dice) {
    for (size_t i = 0; i < kCrowd; ++i) {
      feeling.push_back(static_cast<int64_t>(dice.roll(100)));
      money.push_back(static_cast<int64_t>(1000 + dice.roll(100) * dice.roll(100)));
    }
  }
  /// Secured, at risk or leaving; `shift` is how much better the members feel in that cycle.
  uint8_t state(size_t member, Form form, int64_t shift) const {
    const int64_t leaves = form == Form::old_wording ? 20 : form == Form::new_wording ? 30 : 24;
    const int64_t felt = feeling[member] + shift;
    return felt < leaves ? 2 : felt < 60 ? 1 : 0;
  }
  double leaving_money(Form form, int64_t shift) const {
    double sum = 0;
    for (size_t i = 0; i < kCrowd; ++i) sum += state(i, form, shift) == 2 ? static_cast<double>(money[i]) : 0;
    return sum;
  }
};

/// One snapshot to make: who was asked is a lot of its own, or the one given.
struct Asking {
  int year = 2025;
  const char* item = "renewal";
  Form form = Form::old_wording;
  int64_t shift = 0;
  int percent = 100;
};

using Lot = std::vector<uint8_t>;  ///< by member: the lot from 0 to 99

Lot lot_of(test::Dice& dice) {
  Lot lot;
  for (size_t i = 0; i < kCrowd; ++i) lot.push_back(static_cast<uint8_t>(dice.roll(100)));
  return lot;
}

/// Those whose lot lies from `first` on answer.
Snapshot asked_crowd(const Crowd& crowd, const Asking& asking, const Lot& lot, int first = 0) {
  std::vector<test::Row> rows;
  std::vector<double> scores;
  for (size_t i = 0; i < kCrowd; ++i) {
    const bool answers = lot[i] >= first && lot[i] < first + asking.percent;
    test::Row row;
    row.subject = static_cast<SubjectNumber>(i + 1);
    row.state = answers ? crowd.state(i, asking.form, asking.shift) : kUnmeasured;
    row.money = crowd.money[i];
    rows.push_back(row);
    scores.push_back(answers ? static_cast<double>(row.state) : std::numeric_limits<double>::quiet_NaN());
  }
  SnapshotHeader header = test::sample_header(asking.year);
  header.name.item = asking.item;
  Snapshot snapshot = test::snapshot_of(header, rows);
  for (size_t i = 0; i < kCrowd; ++i) {
    if (rows[i].state == kUnmeasured) snapshot.disposition[i] = static_cast<uint8_t>(Disposition::non_contact);
  }
  snapshot.scores = {{"score", PackedDoubles(std::span<const double>(scores))}};
  return snapshot;
}

/// How the cycles and the wave between them were asked.
struct Design {
  const char* name = "";
  int before = 100;
  int halves = 50;
  bool same_people = false;    ///< both forms to the same people, else to different ones
  bool in_wave_cycle = false;  ///< the later cycle is the new half
  bool panel = false;          ///< every cycle asks the same people first
  bool two_waves = false;
  int after = 30;
};

struct Drawn {
  std::vector<Snapshot>
      snapshots;  ///< before, then old and new form of each wave, then after unless it is the new form
  size_t waves = 1;

  const Snapshot& after() const { return snapshots.back(); }
};

Drawn drawn_series(const Crowd& crowd, const Design& design, test::Dice& dice) {
  const Lot panel = lot_of(dice);
  const auto lot = [&] { return design.panel ? panel : lot_of(dice); };
  Drawn drawn;
  drawn.snapshots.push_back(asked_crowd(crowd, {2025, "renewal", Form::old_wording, 0, design.before}, lot()));
  const auto add_wave = [&](int year, Form old_form, Form new_form, int64_t shift) {
    const Lot both = lot();
    const int second = design.same_people ? 0 : design.halves;
    drawn.snapshots.push_back(asked_crowd(crowd, {year, "old", old_form, shift, design.halves}, both));
    drawn.snapshots.push_back(asked_crowd(crowd, {year, "renewal", new_form, shift, design.halves}, both, second));
  };
  add_wave(2026, Form::old_wording, Form::new_wording, 3);
  if (design.two_waves) {
    add_wave(2027, Form::new_wording, Form::newest_wording, 5);
    drawn.waves = 2;
  }
  if (design.in_wave_cycle) return drawn;
  const Form last = design.two_waves ? Form::newest_wording : Form::new_wording;
  drawn.snapshots.push_back(asked_crowd(crowd, {2028, "renewal", last, 8, design.after}, lot()));
  return drawn;
}

/// What is true of the whole crowd.
struct Truth {
  double factor = 1;
  double before = 0;
  double after = 0;

  Truth(const Crowd& crowd, const Design& design) {
    factor = crowd.leaving_money(Form::new_wording, 3) / crowd.leaving_money(Form::old_wording, 3);
    if (design.two_waves)
      factor *= crowd.leaving_money(Form::newest_wording, 5) / crowd.leaving_money(Form::new_wording, 5);
    before = crowd.leaving_money(Form::old_wording, 0);
    after = design.in_wave_cycle ? crowd.leaving_money(Form::new_wording, 3)
                                 : crowd.leaving_money(design.two_waves ? Form::newest_wording : Form::new_wording, 8);
  }
  double backcast() const { return factor * before; }
};

/// All draws of a design lie in one store, under names of their own: opening one costs more than a draw.
std::optional<WaveLine> leaving_line(Drawn drawn, Store& store, int draw) {
  std::vector<SnapshotReader> readers;
  for (Snapshot& snapshot : drawn.snapshots) {
    snapshot.header.name.item += "-" + std::to_string(draw);
    readers.push_back(store.read_columns(store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {})));
  }
  std::vector<WaveReaders> waves;
  for (size_t w = 0; w < drawn.waves; ++w) {
    SnapshotReader& old_form = readers[1 + 2 * w];
    SnapshotReader& new_form = readers[2 + 2 * w];
    waves.push_back({{"wave", old_form.header().name, new_form.header().name}, &old_form, &new_form});
  }
  const WaveChange change = wave_change(readers.front(), readers.back(), waves);
  if (change.lines.empty() || change.lines[2].without) return std::nullopt;
  return change.lines[2];
}

bool holds(double low, double value, double high) {
  return low <= value && value <= high;
}

/// How many intervals of each kind held the truth.
struct Held {
  int told = 0;
  int factor = 0;
  int backcast = 0;
  int ratio = 0;
  int change = 0;
  int factor_below = 0;  ///< intervals of the factor that lie wholly below it

  void add(const WaveLine& line, const Truth& truth) {
    const auto within = [](const MoneyRange& range, double value) {
      return holds(static_cast<double>(range.low), value, static_cast<double>(range.high));
    };
    ++told;
    factor += holds(line.factor_interval.low, truth.factor, line.factor_interval.high) ? 1 : 0;
    factor_below += line.factor_interval.high < truth.factor ? 1 : 0;
    backcast += within(line.backcast.interval, truth.backcast()) ? 1 : 0;
    ratio += holds(line.ratio_interval.low, truth.after / truth.backcast(), line.ratio_interval.high) ? 1 : 0;
    change += within(line.change.interval, truth.after - truth.backcast()) ? 1 : 0;
  }
  std::string text() const {
    return "of " + std::to_string(told) + " told, factor " + std::to_string(factor) + ", back-cast " +
           std::to_string(backcast) + ", ratio " + std::to_string(ratio) + ", change " + std::to_string(change) +
           "; factors above their interval " + std::to_string(factor_below);
  }
  /// The smallest share that held, in thousandths.
  int least() const { return told == 0 ? 0 : 1000 * std::min({factor, backcast, ratio, change}) / told; }
};

}  // namespace

TEST_CASE("bridge: intervals of factors, back-cast money and bridged changes hold the truth", "[property]") {
  std::cout << "seed " << kBridgeSeed << "\n";
  for (const Design& design : {Design{"census before, halves of everybody", 100, 50, false, false, false, false, 30},
                               Design{"samples, halves by lot", 40, 20, false, false, false, false, 40},
                               Design{"the same people answer both forms", 40, 30, true, false, false, false, 40},
                               Design{"the wave is the later cycle", 60, 40, false, true, false, false, 0},
                               Design{"a panel", 50, 30, false, false, true, false, 50},
                               Design{"two breaks in a row", 60, 35, false, false, false, true, 60}}) {
    test::Dice dice(kBridgeSeed);
    const Crowd crowd(dice);
    const Truth truth(crowd, design);
    const test::TempFolder folder;
    Store store = Store::open(folder.path() / "store.db", StoreMode::read_write);
    Held held;
    const int draws = design.same_people ? kCloseDraws : kWaveDraws;
    for (int draw = 0; draw < draws; ++draw) {
      const std::optional<WaveLine> line = leaving_line(drawn_series(crowd, design, dice), store, draw);
      if (line) held.add(*line, truth);
    }
    INFO(design.name << ": " << held.text());
    CHECK(held.told == draws);
    // Of 1,200 draws each of another crowd 94.5 to 98.5 % held, with t intervals of first order 92.3 to 98.0 %.
    CHECK(held.least() >= (design.same_people ? 940 : 925));
    // Skew: t intervals on the log scale lie below 51 of these 1,000 factors, where 25 are expected.
    if (design.same_people) CHECK(held.factor_below <= 42);
  }
}

TEST_CASE("bridge: intervals of bridged scores and shares hold the truth", "[property]") {
  std::cout << "seed " << kBridgeSeed << "\n";
  for (const Design& design : {Design{"samples, halves by lot", 40, 20, false, false, false, false, 40},
                               Design{"the same people answer both forms", 40, 30, true, false, false, false, 40},
                               Design{"the wave is the later cycle", 60, 40, false, true, false, false, 0},
                               Design{"two breaks in a row", 60, 35, false, false, false, true, 60}}) {
    for (const FigureKind kind : {FigureKind::mean, FigureKind::share}) {
      test::Dice dice(kBridgeSeed);
      const Crowd crowd(dice);
      FigureSpec spec;
      spec.kind = kind;
      spec.of.text = "score";
      spec.from = 2;
      const auto score = [&](Form form, int64_t shift) {
        double sum = 0;
        for (size_t i = 0; i < kCrowd; ++i) {
          const double said = crowd.state(i, form, shift);
          sum += kind == FigureKind::mean ? said : said >= 2 ? 1 : 0;
        }
        return sum / static_cast<double>(kCrowd);
      };
      double step = score(Form::new_wording, 3) - score(Form::old_wording, 3);
      if (design.two_waves) step += score(Form::newest_wording, 5) - score(Form::new_wording, 5);
      const Form last = design.two_waves ? Form::newest_wording : Form::new_wording;
      const double after = score(last, design.in_wave_cycle ? 3 : 8);
      const double truth = after - score(Form::old_wording, 0) - step;
      int held = 0;
      for (int draw = 0; draw < kFigureDraws; ++draw) {
        const Drawn drawn = drawn_series(crowd, design, dice);
        std::vector<FigureWave> waves;
        for (size_t w = 0; w < drawn.waves; ++w)
          waves.push_back({&drawn.snapshots[1 + 2 * w], &drawn.snapshots[2 + 2 * w]});
        const auto change = figure_change(drawn.snapshots.front(), drawn.after(), spec, waves);
        REQUIRE(change.has_value());
        held += holds(change->interval.low - 1e-9, truth, change->interval.high + 1e-9) ? 1 : 0;
      }
      INFO(design.name << ", " << to_string(kind) << ": " << held << " of " << kFigureDraws);
      CHECK(held >= kFigureDraws * 92 / 100);
    }
  }
}
