// vk_make_cycles ROWS CYCLES short|uuid|email SEED FOLDER [quoted]
// Writes FOLDER/cycle_0.csv, cycle_1.csv ... with the header subject,state,amount,segment,weight,score. The same
// arguments give the same bytes. A window of customers slides by 12 % a cycle and 3 % of it sits each cycle out;
// customer numbers and row order are shuffled; amounts are log-normal (sigma 1.8, median 4,900.00) and 70 % of them
// move from cycle to cycle; 12 skewed segments, 2 % move; a fifth of the weights is empty. 78 % are committed, 14 %
// uncertain, 8 % leaving.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

uint64_t scramble(uint64_t value) {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

uint64_t draw(uint64_t subject, uint64_t purpose) {
  return scramble(subject * 0x9E3779B97F4A7C15U + scramble(purpose));
}

double unit(uint64_t bits) {
  return (static_cast<double>(bits >> 11U) + 0.5) * 0x1p-53;
}

double normal(uint64_t subject, uint64_t purpose) {
  return std::sqrt(-2 * std::log(unit(draw(subject, purpose)))) *
         std::cos(6.283185307179586 * unit(draw(subject, purpose + 1)));
}

/// A shuffle of [0, size) that needs no memory: four Feistel rounds, walked until the value is inside.
class Shuffle {
 public:
  Shuffle(uint64_t size, uint64_t seed) : size_(size), seed_(seed) {
    while ((uint64_t{1} << (2 * half_)) < size) ++half_;
  }
  uint64_t operator()(uint64_t value) const {
    const uint64_t mask = (uint64_t{1} << half_) - 1;
    do {
      uint64_t left = value >> half_;
      uint64_t right = value & mask;
      for (uint64_t round = 0; round < 4; ++round) {
        const uint64_t next = left ^ (draw(right, seed_ + round) & mask);
        left = right;
        right = next;
      }
      value = (left << half_) | right;
    } while (value >= size_);
    return value;
  }

 private:
  uint64_t size_;
  uint64_t seed_;
  uint32_t half_ = 1;
};

struct Settings {
  uint64_t rows = 0;
  uint64_t cycles = 0;
  std::string keys;
  uint64_t seed = 0;
  std::string folder;
  bool quoted = false;
};

std::string key_of(uint64_t id, const Settings& settings) {
  if (settings.keys == "short") return fmt::format("C{:09}", id);
  const uint64_t high = draw(id, settings.seed + 101);
  const uint64_t low = draw(id, settings.seed + 202);
  if (settings.keys == "uuid") {
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU, high & 0xFFFFU,
                       low >> 48U, low & 0xFFFFFFFFFFFFU);
  }
  constexpr std::array<std::string_view, 8> kFirst{"aino", "bruno", "carla", "david", "elina", "felix", "gina", "hugo"};
  constexpr std::array<std::string_view, 8> kLast{"virtanen", "rossi", "garcia", "smith",
                                                  "novak",    "silva", "dubois", "larsen"};
  constexpr std::array<std::string_view, 4> kDomain{"example.com", "mail.example", "kunde.example.de",
                                                    "shop.example.co"};
  return fmt::format("{}.{}{}@{}", kFirst[high % 8], kLast[(high >> 8U) % 8], id, kDomain[(high >> 16U) % 4]);
}

uint64_t amount_of(uint64_t customer, uint64_t cycle, uint64_t seed) {
  double logarithm = 13.1 + 1.8 * normal(customer, seed + 21);
  for (uint64_t past = 1; past <= cycle; ++past) {
    const uint64_t moment = customer * 64 + past;
    if (draw(moment, seed + 31) % 100 >= 30) logarithm += 0.04 + 0.15 * normal(moment, seed + 41);
  }
  return static_cast<uint64_t>(std::exp(std::fmin(logarithm, 29.8))) + 1;
}

uint64_t segment_of(uint64_t customer, uint64_t cycle, uint64_t seed) {
  const double even = unit(draw(customer, seed + 51));
  const auto segment = static_cast<uint64_t>(12 * even * even);
  const bool moved = cycle > 0 && draw(customer * 64 + cycle, seed + 61) % 100 < 2;
  return moved ? (segment + 1) % 12 : segment;
}

std::string_view state_of(uint64_t percent) {
  if (percent < 78) return "committed";
  return percent < 92 ? "uncertain" : "leaving";
}

void append_row(std::string& out, uint64_t customer, uint64_t cycle, const Settings& settings) {
  const uint64_t seed = settings.seed;
  const uint64_t moment = customer * 64 + cycle;
  const std::string_view quote = settings.quoted ? "\"" : "";
  fmt::format_to(std::back_inserter(out), "{0}{1}{0},{0}{2}{0},{3},{4},", quote, key_of(customer, settings),
                 state_of(draw(moment, seed + 11) % 100), amount_of(customer, cycle, seed),
                 segment_of(customer, cycle, seed));
  const uint64_t weight = draw(customer, seed + 71);
  if (weight % 5 != 0) {
    const uint64_t parts = (weight >> 8U) % 30000;
    fmt::format_to(std::back_inserter(out), "{}.{:04}", parts / 10000, parts % 10000);
  }
  fmt::format_to(std::back_inserter(out), ",{}\n", draw(moment, seed + 81) % 101);
}

void write_cycle(uint64_t cycle, const Settings& settings) {
  const auto window = static_cast<uint64_t>(static_cast<double>(settings.rows) / 0.97);
  const uint64_t slide = window * 12 / 100;
  const uint64_t everybody = window + slide * settings.cycles;
  const Shuffle numbers(everybody, settings.seed * 31 + 1);
  const Shuffle order(window, settings.seed * 131 + cycle + 7);
  std::ofstream file(fmt::format("{}/cycle_{}.csv", settings.folder, cycle), std::ios::binary);
  std::string out = "subject,state,amount,segment,weight,score\n";
  for (uint64_t row = 0; row < window; ++row) {
    const uint64_t customer = numbers(slide * cycle + order(row));
    if (draw(customer * 64 + cycle, settings.seed + 5) % 100 >= 3) append_row(out, customer, cycle, settings);
    if (out.size() < (size_t{1} << 20U)) continue;
    file.write(out.data(), static_cast<std::streamsize>(out.size()));
    out.clear();
  }
  file.write(out.data(), static_cast<std::streamsize>(out.size()));
  if (!file.flush()) throw std::runtime_error("cannot write into " + settings.folder);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 6) {
    fmt::print(stderr, "usage: vk_make_cycles ROWS CYCLES short|uuid|email SEED FOLDER [quoted]\n");
    return 2;
  }
  Settings settings;
  settings.rows = std::strtoull(arguments[1], nullptr, 10);
  settings.cycles = std::strtoull(arguments[2], nullptr, 10);
  settings.keys = arguments[3];
  settings.seed = std::strtoull(arguments[4], nullptr, 10);
  settings.folder = arguments[5];
  settings.quoted = count > 6 && std::string_view(arguments[6]) == "quoted";
  try {
    for (uint64_t cycle = 0; cycle < settings.cycles; ++cycle) write_cycle(cycle, settings);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
  return 0;
}
