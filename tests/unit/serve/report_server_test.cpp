#include "core/serve/report_server.hpp"

#include <catch2/catch.hpp>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

#include "core/base/hash.hpp"

namespace {

const std::string kBytes = "<!DOCTYPE html><title>board</title>";

/// An archive of one report, without a store.
class OneReport : public vk::ReportArchiveReader {
 public:
  std::vector<vk::ServedReport> list() const override {
    return {{"board@2026", "html", vk::Instant{}, "partial", vk::sha256_hex(kBytes)},
            {"<b>@2026", "csv", vk::Instant{}, "complete", vk::sha256_hex("")}};
  }
  std::optional<std::string> bytes(std::string_view name, std::string_view format) const override {
    if (name == "board@2026" && format == "html") return kBytes;
    return std::nullopt;
  }
};

struct Answer {
  int status = 0;
  std::string body;
  Poco::Net::HTTPResponse headers;
};

Answer ask(const vk::ReportServer& server, const std::string& method, const std::string& path,
           const std::string& tag = {}) {
  Poco::Net::HTTPClientSession session("127.0.0.1", server.port());
  Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
  if (!tag.empty()) request.set("If-None-Match", tag);
  session.sendRequest(request);
  Answer answer;
  std::istream& body = session.receiveResponse(answer.headers);
  Poco::StreamCopier::copyToString(body, answer.body);
  answer.status = answer.headers.getStatus();
  return answer;
}

}  // namespace

TEST_CASE("server: the list, a report's bytes with hash and type, and the status over loopback") {
  const OneReport archive;
  const vk::ReportServer server(archive, {"127.0.0.1", 0});
  const Answer list = ask(server, "GET", "/");
  CHECK(list.status == 200);
  CHECK(list.body.find("href=\"/reports/board%402026.html\"") != std::string::npos);
  CHECK(list.body.find("partial") != std::string::npos);
  CHECK(list.body.find("<b>@") == std::string::npos);
  const Answer report = ask(server, "GET", "/reports/board%402026.html");
  CHECK(report.status == 200);
  CHECK(report.body == kBytes);
  CHECK(report.headers.get("Content-Type") == "text/html; charset=utf-8");
  CHECK(report.headers.get("ETag") == "\"" + vk::sha256_hex(kBytes) + "\"");
  CHECK(report.headers.get("Content-Security-Policy").starts_with("default-src 'none'"));
  CHECK(ask(server, "GET", "/reports/board@2026.html", report.headers.get("ETag")).status == 304);
  CHECK(ask(server, "GET", "/status").body.find("board@2026 html partial 1970-01-01T00:00:00Z") != std::string::npos);
}

TEST_CASE("server: HEAD has no body, other methods and paths are refused") {
  const OneReport archive;
  const vk::ReportServer server(archive, {"127.0.0.1", 0});
  const Answer head = ask(server, "HEAD", "/reports/board@2026.html");
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(ask(server, "POST", "/").status == 405);
  CHECK(ask(server, "DELETE", "/reports/board@2026.html").status == 405);
  for (const char* path : {"/reports/../../etc/passwd", "/reports/%2e%2e/%2e%2e/etc/passwd", "/reports/", "/nothing",
                           "/reports/board@2026.csv", "/reports/%3Cb%3E@2026.csv"}) {
    INFO(path);
    CHECK(ask(server, "GET", path).status == 404);
  }
}

TEST_CASE("server: an address that is no machine's is an error with its name") {
  const OneReport archive;
  CHECK_THROWS_WITH(vk::ReportServer(archive, {"192.0.2.1", 1}), Catch::Contains("cannot listen on 192.0.2.1:1"));
}

TEST_CASE("server: run_until waits for its caller's sign") {
  const OneReport archive;
  vk::ReportServer server(archive, {"127.0.0.1", 0});
  bool waited = false;
  server.run_until([&] { waited = ask(server, "GET", "/status").status == 200; });
  CHECK(waited);
}
