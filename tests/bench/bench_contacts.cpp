// Contact decisions for many items and many people: vk_bench_contacts [items] [people].
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <random>

#include "core/plan/contact_rules.hpp"
#include "tests/bench/cpu_clock.hpp"

namespace {

using namespace vk;

std::vector<ContactRuleSpec> rules() {
  std::vector<ContactRuleSpec> all(5);
  all[0].rest_days = 10;
  all[1].limit = ContactLimit::at_most;
  all[1].at_most = 6;
  all[1].per = {ContactPeriod::Kind::quarter, 0};
  all[1].channels = {{"email", {}}};
  all[2].limit = ContactLimit::at_most;
  all[2].at_most = 8;
  all[2].per = {ContactPeriod::Kind::days, 120};
  all[3].limit = ContactLimit::once_per_window;
  all[4].limit = ContactLimit::pause;
  all[4].around = {{"item0", {}}};
  all[4].days_before = 7;
  all[4].days_after = 3;
  all[4].delay_days = 14;
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  const size_t items = argc > 1 ? std::stoul(argv[1]) : 200;
  const size_t people = argc > 2 ? std::stoul(argv[2]) : 1000000;
  const ContactRuleSet set(rules());
  std::mt19937 random(20261125);
  std::vector<Occasion> occasions;
  std::vector<ContactWish> wishes;
  for (size_t i = 0; i < items; ++i) {
    const std::string item = fmt::format("item{}", i / 4);
    const ContactScope scope{item, "customers", i % 3 == 0 ? "phone" : "email"};
    const auto day = static_cast<DayNumber>(20454 + random() % 365);
    occasions.push_back(set.occasion(scope, day + 7, static_cast<uint32_t>(i)));
    wishes.push_back({day, day + 7, static_cast<uint32_t>(i), ~RuleBits{0}});
  }
  const vk::bench::Stopwatch watch;
  uint64_t made = 0;
  uint64_t left_out = 0;
  std::vector<ContactMark> marks;
  for (size_t person = 0; person < people; ++person) {
    marks.clear();
    const size_t first = random() % items;  // whose turn comes first differs from person to person
    for (size_t i = 0; i < items; ++i) {
      const ContactWish& wish = wishes[(first + i) % items];
      const ContactVerdict verdict = set.decide(occasions, marks, wish);
      if (!verdict.made()) {
        ++left_out;
        continue;
      }
      ++made;
      add_mark(marks, {verdict.day, wish.occasion});
    }
  }
  const double cpu = watch.cpu();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("{} decisions: {} contacts, {} left out; {:.2f} s CPU, {:.0f} ns each, {} MiB\n", made + left_out, made,
             left_out, cpu, cpu * 1e9 / static_cast<double>(made + left_out), usage.ru_maxrss / 1024);
}
