#include "core/calendar/annual_calendar.hpp"

#include <algorithm>

namespace vk {
namespace {

template <typename Spec>
const Spec* find_by(const std::vector<Spec>& all, std::string_view wanted, std::string Spec::*key) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Spec& spec) { return spec.*key == wanted; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_string(MoneyClass money_class) {
  switch (money_class) {
    case MoneyClass::secured:
      return "secured";
    case MoneyClass::at_risk:
      return "at_risk";
    case MoneyClass::leaving:
      return "leaving";
  }
  return "secured";
}

std::string_view to_string(Asked asked) {
  switch (asked) {
    case Asked::everybody:
      return "everybody";
    case Asked::random_sample:
      return "random sample";
    case Asked::self_selected:
      return "self-selected";
  }
  return "everybody";
}

std::string_view to_string(Every every) {
  switch (every) {
    case Every::once:
      return "once";
    case Every::year:
      return "year";
    case Every::half_year:
      return "half-year";
    case Every::quarter:
      return "quarter";
    case Every::month:
      return "month";
    case Every::week:
      return "week";
    case Every::fiscal_year:
      return "fiscal year";
    case Every::fiscal_half_year:
      return "fiscal half-year";
    case Every::fiscal_quarter:
      return "fiscal quarter";
    case Every::fiscal_period:
      return "fiscal period";
    case Every::retail_year:
      return "retail year";
    case Every::retail_quarter:
      return "retail quarter";
    case Every::retail_period:
      return "retail period";
    case Every::rule:
      return "rule";
    case Every::dates:
      return "dates";
  }
  return "year";
}

const SourceSpec* AnnualCalendar::find_source(std::string_view wanted) const {
  return find_by(sources, wanted, &SourceSpec::name);
}

const AudienceSpec* AnnualCalendar::find_audience(std::string_view wanted) const {
  return find_by(audiences, wanted, &AudienceSpec::name);
}

const MetricSpec* AnnualCalendar::find_metric(std::string_view wanted) const {
  return find_by(metrics, wanted, &MetricSpec::name);
}

const MeasurementSpec* AnnualCalendar::find_measurement(std::string_view id) const {
  return find_by(measurements, id, &MeasurementSpec::id);
}

const ContentSpec* AnnualCalendar::find_content(std::string_view id) const {
  return find_by(contents, id, &ContentSpec::id);
}

const ReportSpec* AnnualCalendar::find_report(std::string_view id) const {
  return find_by(reports, id, &ReportSpec::id);
}

}  // namespace vk
