#include "core/report/writers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/report/report_csv.hpp"
#include "core/report/report_html.hpp"
#include "core/report/report_json.hpp"
#include "core/report/report_markdown.hpp"
#include "core/report/report_svg.hpp"

namespace vk {
namespace {

constexpr std::array kWriters{
    ReportWriter{"html", "text/html; charset=utf-8", write_html},
    ReportWriter{"md", "text/markdown; charset=utf-8", write_markdown},
    ReportWriter{"json", "application/json", write_json},
    ReportWriter{"csv", "text/csv; charset=utf-8", write_csv},
    ReportWriter{"svg", "image/svg+xml", write_svg},
};

}  // namespace

std::span<const ReportWriter> report_writers() {
  return kWriters;
}

const ReportWriter* find_report_writer(std::string_view format) {
  const auto found = std::find_if(kWriters.begin(), kWriters.end(),
                                  [&](const ReportWriter& writer) { return writer.format == format; });
  return found == kWriters.end() ? nullptr : &*found;
}

std::string write_report(const Report& report, std::string_view format) {
  if (const ReportWriter* writer = find_report_writer(format)) return writer->write(report);
  std::vector<std::string> known;
  for (const ReportWriter& writer : kWriters) known.emplace_back(writer.format);
  throw Error(ErrorCode::invalid_input,
              fmt::format("no report format is called \"{}\", expected one of {}", format, join(known, ", ")));
}

}  // namespace vk
