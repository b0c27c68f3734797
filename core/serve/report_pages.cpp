#include "core/serve/report_pages.hpp"

#include <fmt/format.h>

#include "core/report/report_escape.hpp"
#include "core/report/writers.hpp"

namespace vk {
namespace {

constexpr std::string_view kReports = "/reports/";

std::map<std::string, std::string> safe_headers() {
  return {{"Content-Security-Policy",
           "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
           "frame-ancestors 'none'"},
          {"X-Content-Type-Options", "nosniff"},
          {"X-Frame-Options", "DENY"},
          {"Referrer-Policy", "no-referrer"},
          {"Cache-Control", "no-cache"}};
}

PageResponse page(int status, std::string_view type, std::string body) {
  PageResponse response{status, safe_headers(), std::move(body)};
  response.headers["Content-Type"] = type;
  return response;
}

// Percent-encoded for a path segment; RFC 3986's unreserved signs stay.
std::string url_part(std::string_view text) {
  constexpr std::string_view kUnreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string part;
  for (const char byte : text) {
    if (kUnreserved.find(byte) != std::string_view::npos)
      part += byte;
    else
      part += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
  }
  return part;
}

std::string list_row(const ServedReport& report) {
  return fmt::format(
      "<tr><th scope=\"row\"><a href=\"/reports/{}.{}\">{}</a></th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
      url_part(report.name), url_part(report.format), xml_escaped(report.name), xml_escaped(report.format),
      xml_escaped(report.outcome), to_string(report.as_of), xml_escaped(report.sha256.substr(0, 12)));
}

PageResponse list_page(const ReportArchiveReader& archive) {
  std::string rows;
  for (const ServedReport& report : archive.list()) rows += list_row(report);
  const std::string_view empty = rows.empty() ? "<p>The archive is empty.</p>\n" : "";
  return page(
      200, "text/html; charset=utf-8",
      fmt::format(
          "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
          "content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">"
          "<title>Reports – Vuosikello</title><style>body{{max-width:60rem;margin:2rem auto;padding:0 "
          "1.5rem;font:1rem/1.5 "
          "system-ui,sans-serif}}table{{width:100%;border-collapse:collapse}}th,td{{text-align:left;padding:.4rem "
          ".8rem .4rem "
          "0;border-bottom:1px solid "
          "#8884}}th{{font-weight:600}}</style></head>\n<body><main><h1>Reports</h1>\n{}<table>"
          "<thead><tr><th scope=\"col\">Report</th><th scope=\"col\">Format</th><th scope=\"col\">Outcome</th><th "
          "scope=\"col\">As of</th><th "
          "scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n{}</tbody></table></main></body></html>\n",
          empty, rows));
}

PageResponse status_page(const ReportArchiveReader& archive) {
  std::string lines;
  for (const ServedReport& report : archive.list()) {
    lines += fmt::format("{} {} {} {} {}\n", report.name, report.format, report.outcome.empty() ? "-" : report.outcome,
                         to_string(report.as_of), report.sha256);
  }
  return page(200, "text/plain; charset=utf-8", lines.empty() ? "no reports\n" : lines);
}

std::string media_type(const std::string& format) {
  if (const ReportWriter* writer = find_report_writer(format)) return std::string(writer->media_type);
  return format.ends_with("json") ? "application/json" : "application/octet-stream";
}

PageResponse not_found() {
  return page(404, "text/plain; charset=utf-8", "not found\n");
}

// The name and format come from the archive's own list: a path is only ever compared, never opened.
PageResponse report_page(const ReportArchiveReader& archive, const PageRequest& request) {
  const std::string_view wanted = std::string_view(request.path).substr(kReports.size());
  for (const ServedReport& report : archive.list()) {
    if (wanted != fmt::format("{}.{}", report.name, report.format)) continue;
    const std::string tag = fmt::format("\"{}\"", report.sha256);
    if (request.if_none_match == tag) {
      PageResponse unchanged{304, safe_headers(), {}};
      unchanged.headers["ETag"] = tag;
      return unchanged;
    }
    auto bytes = archive.bytes(report.name, report.format);
    if (!bytes) return not_found();
    PageResponse response = page(200, media_type(report.format), std::move(*bytes));
    response.headers["ETag"] = tag;
    return response;
  }
  return not_found();
}

}  // namespace

PageResponse answer_page(const ReportArchiveReader& archive, const PageRequest& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    PageResponse refused = page(405, "text/plain; charset=utf-8", "only GET and HEAD\n");
    refused.headers["Allow"] = "GET, HEAD";
    return refused;
  }
  if (request.path == "/") return list_page(archive);
  if (request.path == "/status") return status_page(archive);
  return request.path.starts_with(kReports) ? report_page(archive, request) : not_found();
}

}  // namespace vk
