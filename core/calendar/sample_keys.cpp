#include "core/calendar/key_makers.hpp"

namespace vk {

CalendarTable sample_table() {
  constexpr int64_t kMostPeople = 1'000'000'000;
  constexpr int64_t kMostUnits = 1'000'000'000'000;
  constexpr int64_t kLongestRest = 3660;
  return {
      "measurement.sample", "[measurement.sample]",
      "How members are drawn: by permanent random numbers, in strata of segments and of like money. Whoever holds a "
      "hundredth of all money is always asked. Sizes are shared out so that the money of a state is known as closely "
      "as "
      "they allow.",
      std::vector<CalendarKey>{
          integer("size", "", "How many people to ask. Either this or `half_width`.", "600", 1, kMostPeople),
          integer(
              "half_width", "",
              "As many people are asked as it takes to know the money of any state within this much on either side, "
              "at 95 %: whole units of its currency.",
              "25000", 1, kMostUnits),
          {"response", KeyType::text, false, "100 %", "Share of those asked that is expected to answer.", "\"40 %\""},
          {"by", KeyType::texts, false, "all", "Segment columns of the audience that split the draw.", "[\"size\"]"},
          integer("least", "5", "Answers expected from every stratum at the least.", "10", 2, 1'000'000),
          {"keep", KeyType::text, false, "0 %",
           "Share of those asked that is asked again in the next cycle: a panel tells changes more closely, and tires.",
           "\"50 %\""},
          integer("rest_days", "0",
                  "Nobody is drawn whom any measurement asked within as many days; [[contact]] rules hold besides.",
                  "180", 0, kLongestRest),
          {"salt", KeyType::text, false, "that of the first draw from the audience; before it the calendar's name",
           "Goes into the random numbers. The same for all measurements and years, or their samples know nothing of "
           "each other; whoever knows it can foresee who is asked.",
           ""},
      }};
}

CalendarTable disclosure_table() {
  return {
      "disclosure", "[disclosure]",
      "Which figures would tell too much of one customer. They are told together with the smallest others, or hidden "
      "with as many as it takes that they cannot be computed back; where even the whole would, nothing is told. "
      "Estimates are rounded to a step that the report tells, and intervals are so much wider.",
      std::vector<CalendarKey>{
          integer("least", "3", "Fewest members behind a figure that is told.", "10", 2, 1000),
          {"dominance", KeyType::text, false, "10 %",
           "A figure is not told when its second biggest member could know the biggest closer than this.", "\"15 %\""},
      }};
}

}  // namespace vk
