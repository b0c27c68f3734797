#pragma once
#include <map>
#include <string>
#include <string_view>

#include "core/serve/report_archive_reader.hpp"

namespace vk {

/// What a browser asked for.
struct PageRequest {
  std::string method = "GET";
  std::string path = "/";     ///< percent signs decoded, without the query
  std::string if_none_match;  ///< the header of that name, or empty
};

/// What it gets. HEAD has the headers of GET; the server leaves the body out.
struct PageResponse {
  int status = 200;
  std::map<std::string, std::string> headers;
  std::string body;
};

/// The read-only pages: "/" lists the archive, "/reports/<name>.<format>" gives the archived bytes, "/status" one line
/// a file. Only GET and HEAD (405 for others), 404 for anything else; nothing is read from disk by path. Every response
/// carries the security headers.
PageResponse answer_page(const ReportArchiveReader& archive, const PageRequest& request);

}  // namespace vk
