#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "tests/property/audit_seeds.hpp"
#include "tests/property/random_world.hpp"
#include "tests/property/told_figures.hpp"
#include "tests/property/told_sums.hpp"
#include "tests/support/temp_folder.hpp"

// What exchange rates and prices did tells no money of few: whoever reads it knows all rates and indices.

using namespace vk;

namespace {

using test::Amount;
using test::CyclePair;
using test::Deed;
using test::ToldSums;

constexpr size_t kCurrencies = 3;
constexpr std::array<const char*, kCurrencies> kCodes{"EUR", "SEK", "USD"};
/// Minor units that every rate and index leaves whole.
constexpr int64_t kUnit = 10'000;

/// One payer's money in units: by cycle and half-year, in one currency.
struct Payer {
  size_t currency = 0;
  bool before = false;
  std::array<std::array<int64_t, 2>, test::kMostCycles> paid{};

  int64_t all(size_t cycle) const { return paid.at(cycle)[0] + paid.at(cycle)[1]; }
};

struct PayersWorld {
  size_t cycles = 2;
  bool prices = false;
  DisclosureRule rule;
  std::vector<Payer> payers;
  /// In hundredths.
  std::array<std::array<int64_t, kCurrencies>, test::kMostCycles> rates{};
  std::array<std::array<std::array<int64_t, 2>, kCurrencies>, test::kMostCycles> levels{};

  double rate(size_t cycle, size_t currency) const { return static_cast<double>(rates[cycle][currency]) / 100; }
  double level(size_t cycle, size_t currency, size_t half) const {
    return static_cast<double>(levels[cycle][currency][half]) / 100;
  }
};

PayersWorld random_payers(test::Dice& dice, size_t cycles) {
  PayersWorld world;
  world.cycles = cycles;
  world.prices = dice.roll(2) == 0;
  world.rule = {3 + dice.roll(3), static_cast<double>(5 * (1 + dice.roll(3)))};
  // One currency in so many payers, and one in so many has money in the half-year that hardly anybody has.
  const std::array<uint64_t, 3> often{2, 12, 60};
  const uint64_t rare_currency = often.at(dice.roll(3));
  const uint64_t rare_half = often.at(dice.roll(3));
  const bool by_halves = dice.roll(2) == 0;
  const size_t usual = dice.roll(2) == 0 ? 0 : 2;
  for (size_t cycle = 0; cycle < cycles; ++cycle) {
    for (size_t currency = 0; currency < kCurrencies; ++currency) {
      const bool pegged = cycle > 0 && dice.roll(4) == 0;
      world.rates[cycle][currency] = currency == 0 ? 100
                                     : pegged      ? world.rates[cycle - 1][currency]
                                                   : static_cast<int64_t>(80 + 5 * dice.roll(9));
      auto& levels = world.levels[cycle][currency];
      for (int64_t& level : levels) level = dice.roll(3) == 0 ? 100 : static_cast<int64_t>(80 + 5 * dice.roll(9));
      if (!by_halves) levels[1] = levels[0];
    }
  }
  const size_t members = 120 + 60 * dice.roll(4);
  while (world.payers.size() < members) {
    Payer payer;
    payer.currency = dice.roll(rare_currency) == 0 ? dice.roll(kCurrencies) : usual;
    payer.before = dice.roll(2) == 0;
    int64_t usually = static_cast<int64_t>(1 + dice.roll(dice.roll(12) == 0 ? 2000 : 60));
    for (size_t cycle = 0; cycle < cycles; ++cycle) {
      if (dice.roll(5) == 0) continue;
      if (dice.roll(3) != 0) usually = static_cast<int64_t>(1 + dice.roll(60));
      const size_t half = dice.roll(rare_half) == 0 ? 1U : 0U;
      payer.paid[cycle][half] = usually;
      if (dice.roll(rare_half) == 0) payer.paid[cycle][1 - half] = static_cast<int64_t>(1 + dice.roll(30));
    }
    world.payers.push_back(payer);
  }
  return world;
}

Snapshot snapshot_of_payers(const PayersWorld& world, size_t cycle) {
  SnapshotHeader header = test::sample_header(std::stoi(test::AuditedWorld::year(cycle)));
  std::vector<LocalMoney> local;
  for (size_t currency = 0; currency < kCurrencies; ++currency) {
    const Currency code = *Currency::from_code(kCodes.at(currency));
    if (currency > 0) header.rates[code] = {world.rates[cycle][currency], 100};
    local.push_back({code, {}});
  }
  if (world.prices) header.prices = PriceBasis{"cpi", "2025", ""};
  std::vector<LocalMoney> real = local;
  std::vector<test::Row> rows;
  for (size_t i = 0; i < world.payers.size(); ++i) {
    const Payer& payer = world.payers[i];
    test::Row row;
    row.subject = subject_number(0, static_cast<uint32_t>(i));
    row.state = static_cast<uint8_t>(i % 3);
    row.money = payer.all(cycle) * kUnit * world.rates[cycle][payer.currency] / 100;
    bool before = payer.before;
    for (size_t earlier = 0; earlier < cycle; ++earlier) before = before || payer.all(earlier) > 0;
    row.activity = static_cast<uint8_t>((row.money > 0 ? kActive : 0) | (before ? kActiveBefore : 0));
    for (size_t currency = 0; currency < kCurrencies; ++currency) {
      const bool own = currency == payer.currency;
      int64_t deflated = 0;
      for (size_t half = 0; half < 2; ++half)
        deflated += payer.paid[cycle][half] * world.levels[cycle][currency][half] * kUnit / 100;
      local[currency].values.push_back(own ? payer.all(cycle) * kUnit : 0);
      real[currency].values.push_back(own ? deflated : 0);
    }
    rows.push_back(row);
  }
  Snapshot snapshot = test::snapshot_of(header, rows);
  snapshot.local = std::move(local);
  if (world.prices) snapshot.real = std::move(real);
  return snapshot;
}

/// How money is counted when two cycles are compared.
enum class Counted { spot, constant, real };
constexpr std::array<Counted, 3> kCounted{Counted::spot, Counted::constant, Counted::real};

/// Kinds of amounts are {cycle, half, currency, deeds by pair and way of counting}.
class EffectAuditor {
 public:
  explicit EffectAuditor(const PayersWorld& world) : world_(world), sums_(world.rule) {
    for (size_t b = 1; b < world.cycles; ++b) {
      for (size_t a = 0; a < b; ++a) pairs_.push_back({a, b});
    }
    for (size_t i = 0; i < world.payers.size(); ++i) {
      for (size_t cycle = 0; cycle < world.cycles; ++cycle) {
        for (size_t half = 0; half < 2; ++half) {
          ToldSums::Kind kind{std::to_string(cycle), std::to_string(half), std::to_string(world.payers[i].currency)};
          for (const CyclePair& pair : pairs_) {
            for (const Counted counted : kCounted) kind.push_back(std::to_string(deed(i, pair, counted)));
          }
          sums_.add(kind, i, world.payers[i].paid[cycle][half]);
        }
      }
    }
  }

  void read(const std::string& json) {
    for (const auto& [id, figure] : test::figures_of(json)) figures_.emplace(id, figure);
  }

  void audit() {
    for (const bool of_effects : {false, true}) {
      for (const auto& [id, figure] : figures_) {
        INFO(id);
        const bool is_effect = id.find("/exchange/") != std::string::npos || id.find("/prices/") != std::string::npos;
        if (is_effect == of_effects) CHECK(understand(id, *figure));
      }
      if (!of_effects) sums_.is_known();  // another audit asks what follows from it
    }
    sums_.solve();
    ask();
  }

  bool tells(const std::string& text) const {
    return std::any_of(figures_.begin(), figures_.end(),
                       [&](const auto& figure) { return figure.first.find(text) != std::string::npos; });
  }
  size_t unsafe() const { return sums_.unsafe(); }

 private:
  using Kind = ToldSums::Kind;

  double factor(const CyclePair& pair, Counted counted, size_t cycle, size_t currency, size_t half) const {
    const double rate = world_.rate(counted == Counted::spot ? cycle : pair.a, currency);
    return counted == Counted::real ? rate * world_.level(cycle, currency, half) : rate;
  }

  int deed(size_t i, const CyclePair& pair, Counted counted) const {
    const Payer& payer = world_.payers[i];
    const auto money = [&](size_t cycle) {
      double sum = 0;
      for (size_t half = 0; half < 2; ++half)
        sum += static_cast<double>(payer.paid[cycle][half]) * factor(pair, counted, cycle, payer.currency, half);
      return sum;
    };
    const double was = money(pair.a);
    const double is = money(pair.b);
    bool known = payer.before;
    for (size_t cycle = 0; cycle < pair.b; ++cycle) known = known || payer.all(cycle) > 0;
    if (was == 0) return static_cast<int>(is == 0 ? Deed::none : known ? Deed::returned : Deed::arrived);
    if (is == 0) return static_cast<int>(Deed::left);
    constexpr double kSame = 1e-6;
    return static_cast<int>(std::abs(is - was) < kSame ? Deed::stayed : is > was ? Deed::grew : Deed::shrank);
  }

  Deed deed_in(const Kind& kind, size_t pair, Counted counted) const {
    return static_cast<Deed>(std::stoi(kind[3 + 3 * pair + static_cast<size_t>(counted)]));
  }
  static size_t cycle_in(const Kind& kind) { return std::stoul(kind[0]); }

  /// What the money of one cycle of a pair is worth, of those who did one of some deeds.
  ToldSums::Factor worth(size_t pair, Counted counted, size_t cycle, const std::set<Deed>& deeds = {}) const {
    return [=, this](const Kind& kind) {
      if (cycle_in(kind) != cycle) return 0.0;
      if (!deeds.empty() && !deeds.contains(deed_in(kind, pair, counted))) return 0.0;
      return factor(pairs_[pair], counted, cycle, std::stoul(kind[2]), std::stoul(kind[1]));
    };
  }
  static ToldSums::Factor less(ToldSums::Factor a, ToldSums::Factor b) {
    return [=](const Kind& kind) { return a(kind) - b(kind); };
  }

  void tell(const ToldSums::Factor& factor, double minor) { sums_.tell(factor, minor / static_cast<double>(kUnit)); }

  bool understand(const std::string& id, const test::JsonObject& figure) {
    for (size_t pair = 0; pair < pairs_.size(); ++pair) {
      const std::string begin = fmt::format("renewal/customers@{}/from/{}/", test::AuditedWorld::year(pairs_[pair].b),
                                            test::AuditedWorld::year(pairs_[pair].a));
      if (id.starts_with(begin)) return understand_pair(pair, id.substr(begin.size()), figure);
    }
    for (size_t cycle = 0; cycle < world_.cycles; ++cycle) {
      if (id == fmt::format("renewal/customers@{}/base", test::AuditedWorld::year(cycle)))
        tell(worth(cycle == 0 ? 0 : cycle - 1, Counted::spot, cycle), test::number_of(figure, "minor"));
    }
    return true;
  }

  bool understand_pair(size_t pair, const std::string& what, const test::JsonObject& figure) {
    if (what.ends_with("/subjects")) return true;
    if (what == "grr" || what == "nrr") return understand_kept(pair, Counted::spot, what, figure);
    if (what.starts_with("bridge/")) return understand_line(pair, what.substr(7), test::number_of(figure, "minor"));
    const bool exchange = what.starts_with("exchange/");
    if (!exchange && !what.starts_with("prices/")) return true;
    const std::string last = what.substr(what.find('/') + 1);
    if (last == "grr" || last == "nrr")
      return understand_kept(pair, exchange ? Counted::constant : Counted::real, last, figure);
    const auto& [a, b] = pairs_[pair];
    const auto earlier = worth(pair, Counted::constant, a);
    const auto constant = worth(pair, Counted::constant, b);
    const auto spot = worth(pair, Counted::spot, b);
    const auto real_change = less(worth(pair, Counted::real, b), worth(pair, Counted::real, a));
    std::map<std::string, ToldSums::Factor> meant{{"earlier", earlier}, {"spot", spot}};
    if (exchange) {
      meant["organic"] = less(constant, earlier);
      meant["constant"] = constant;
      meant["effect"] = less(spot, constant);
    } else {
      meant["real_change"] = real_change;
      meant["effect"] = less(less(constant, earlier), real_change);
      meant["exchange"] = less(spot, constant);
      meant["real_before"] = worth(pair, Counted::real, a);
      meant["real_after"] = worth(pair, Counted::real, b);
    }
    if (!meant.contains(last)) return false;
    tell(meant.at(last), test::number_of(figure, "minor"));
    return true;
  }

  bool understand_line(size_t pair, const std::string& line, double value) {
    const auto& [a, b] = pairs_[pair];
    const auto of = [&](size_t cycle, const std::set<Deed>& deeds) { return worth(pair, Counted::spot, cycle, deeds); };
    const auto gain = less(of(b, {Deed::grew}), of(a, {Deed::grew}));
    const auto loss = less(of(b, {Deed::shrank}), of(a, {Deed::shrank}));
    if (line == "added_new") tell(of(b, {Deed::arrived}), value);
    if (line == "reactivation") tell(of(b, {Deed::returned}), value);
    if (line == "arrivals") tell(of(b, {Deed::arrived, Deed::returned}), value);
    if (line == "expansion") tell(gain, value);
    if (line == "contraction") tell(loss, value);
    if (line == "churn") tell(of(a, {Deed::left}), -value);
    return true;
  }

  bool understand_kept(size_t pair, Counted counted, const std::string& which, const test::JsonObject& figure) {
    const auto& [a, b] = pairs_[pair];
    const auto net = worth(pair, counted, b, {Deed::grew, Deed::shrank, Deed::stayed});
    const auto kept = worth(pair, counted, a, {Deed::grew, Deed::stayed});
    const auto left_over = worth(pair, counted, b, {Deed::shrank});
    const auto gross = [=](const Kind& kind) { return kept(kind) + left_over(kind); };
    tell(which == "nrr" ? net : ToldSums::Factor(gross), test::number_of(figure, "numerator"));
    tell(worth(pair, counted, a), test::number_of(figure, "denominator"));
    return true;
  }

  void ask() {
    for (size_t cycle = 0; cycle < world_.cycles; ++cycle) {
      for (size_t currency = 0; currency < kCurrencies; ++currency) {
        for (const int half : {-1, 0, 1}) {
          const ToldSums::Which of = [=](const Kind& kind) {
            return cycle_in(kind) == cycle && std::stoul(kind[2]) == currency &&
                   (half < 0 || std::stoi(kind[1]) == half);
          };
          const std::string name = fmt::format("{} in cycle {}, half {}", kCodes.at(currency), cycle, half);
          sums_.check(name, of);
          for (size_t pair = 0; pair < pairs_.size(); ++pair) ask_of_pair(pair, name, of);
        }
      }
    }
  }

  void ask_of_pair(size_t pair, const std::string& name, const ToldSums::Which& of) {
    std::set<std::pair<Deed, Deed>> used;
    for (const Deed spot : {Deed::arrived, Deed::returned, Deed::left, Deed::grew, Deed::shrank, Deed::stayed}) {
      sums_.check(fmt::format("{}, did {} ({} to {})", name, static_cast<int>(spot), pairs_[pair].a, pairs_[pair].b),
                  [=, this](const Kind& kind) { return of(kind) && deed_in(kind, pair, Counted::spot) == spot; });
      for (const Counted counted : {Counted::constant, Counted::real}) {
        sums_.check(fmt::format("{}, did {} otherwise counted", name, static_cast<int>(spot)),
                    [=, this](const Kind& kind) { return of(kind) && deed_in(kind, pair, counted) == spot; });
      }
    }
    sums_.check(name + ", came", [=, this](const Kind& kind) {
      const Deed deed = deed_in(kind, pair, Counted::spot);
      return of(kind) && (deed == Deed::arrived || deed == Deed::returned);
    });
    sums_.check(name + ", lost more at other rates", [=, this](const Kind& kind) {
      return of(kind) && deed_in(kind, pair, Counted::spot) != deed_in(kind, pair, Counted::constant);
    });
  }

  const PayersWorld& world_;
  std::vector<CyclePair> pairs_;
  ToldSums sums_;
  test::ToldFigures figures_;
};

struct EffectSums {
  size_t unsafe = 0;
  size_t with_exchange = 0;
  size_t with_exchange_kept = 0;
  size_t with_prices = 0;
  size_t with_prices_kept = 0;
  size_t without = 0;
};

void audit_effects(test::Dice& dice, size_t cycles, EffectSums& sums) {
  const PayersWorld world = random_payers(dice, cycles);
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "payers.store", StoreMode::read_write);
  EffectAuditor auditor(world);
  for (size_t cycle = 0; cycle < cycles; ++cycle) {
    const Snapshot snapshot = snapshot_of_payers(world, cycle);
    store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  }
  for (size_t cycle = 0; cycle < cycles; ++cycle) {
    ReportInputs inputs = test::all_inputs(store, cycle, test::pairs_to(cycle));
    withhold(test::calendar_with(world.rule), store, inputs);
    auditor.read(write_json(build_report(inputs)));
  }
  auditor.audit();
  sums.unsafe += auditor.unsafe();
  sums.with_exchange += auditor.tells("/exchange/effect") ? 1U : 0U;
  sums.with_exchange_kept += auditor.tells("/exchange/nrr") ? 1U : 0U;
  sums.with_prices += auditor.tells("/prices/effect") ? 1U : 0U;
  sums.with_prices_kept += auditor.tells("/prices/nrr") ? 1U : 0U;
  sums.without += auditor.tells("/exchange/") ? 0U : 1U;
}

}  // namespace

TEST_CASE("disclosure audit: what rates and prices did tells no money of few", "[property]") {
  constexpr uint64_t kSeed = 2011;
  const uint64_t seed = test::given_number("VK_SEED", kSeed);
  const auto rounds = static_cast<int>(test::given_number("VK_ROUNDS", 60));
  test::Dice dice(seed);
  EffectSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    audit_effects(dice, round % 3 == 2 ? 3 : 2, sums);
  }
  if (rounds < 60 || seed != kSeed) return;
  CAPTURE(sums.unsafe, sums.with_exchange, sums.with_exchange_kept, sums.with_prices, sums.with_prices_kept);
  CHECK(sums.unsafe > 1000);
  CHECK(sums.with_exchange > 5);
  CHECK(sums.with_exchange_kept > 2);
  CHECK(sums.with_prices > 2);
  CHECK(sums.with_prices_kept > 0);
  CHECK(sums.without > 5);
}
