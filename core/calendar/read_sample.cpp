#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/calendar/calendar_readers.hpp"
#include "core/money/money.hpp"

namespace vk {

std::optional<int64_t> read_percent(CalendarSection& section, std::string_view key, const PercentWish& wish) {
  const PlacedText text = section.placed(key);
  if (!section.has(key)) return std::nullopt;
  std::string_view number = trim(text.text);
  const bool percent = number.ends_with('%');
  if (percent) number = trim(number.substr(0, number.size() - 1));
  const ParsedMoney share = parse_scaled(number, 2, {});
  const bool is_number = share.fault == MoneyFault::none;
  if (percent && is_number && share.minor >= wish.least && share.minor <= wish.most) return share.minor;
  section.error_at(text, "E212", fmt::format("\"{}\" is no {}", text.text, wish.what),
                   fmt::format("{}, such as \"{}\"", wish.expected, wish.example),
                   percent || !is_number ? std::string{} : fmt::format("write \"{} %\"", number));
  return std::nullopt;
}

std::optional<SampleSpec> read_sample_spec(CalendarSection& section, const CalendarFile& file) {
  const ConfigTable* table = section.reader().table("sample");
  if (table == nullptr) return std::nullopt;
  SampleSpec spec;
  spec.at = table->at;
  CalendarSection sample{*table, file.text, "measurement.sample", "sample", file.diagnostics};
  sample.exclude("size", "half_width");
  if (!sample.has("half_width")) sample.require("size");
  if (sample.has("size")) spec.size = sample.integer("size");
  if (sample.has("half_width")) spec.half_width = sample.integer("half_width");
  spec.by = sample.placed_list("by");
  spec.response =
      read_percent(sample, "response",
                   {"share that answers", "a share of at least 0.1 % and at most 100 %", "40 %", 10, 10'000})
          .value_or(10'000);
  spec.least = sample.integer("least");
  spec.keep =
      read_percent(sample, "keep", {"share to ask again", "a share of 0 % to 100 %", "50 %", 0, 10'000}).value_or(0);
  spec.rest_days = sample.integer("rest_days");
  spec.salt = sample.has("salt") ? sample.text("salt") : std::string{};
  sample.finish();
  return spec;
}

DisclosureSpec read_disclosure(const ConfigTable& table, const CalendarFile& file) {
  DisclosureSpec spec;
  CalendarSection section{table, file.text, "disclosure", "disclosure", file.diagnostics};
  spec.least = section.integer("least");
  spec.dominance =
      read_percent(section, "dominance",
                   {"share to stay unknown", "a share of at least 1 % and at most 100 %", "10 %", 100, 10'000})
          .value_or(spec.dominance);
  section.finish();
  return spec;
}

}  // namespace vk
