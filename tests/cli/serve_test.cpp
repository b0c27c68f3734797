#include <catch2/catch.hpp>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include <optional>

#include "tests/cli/support/workshop.hpp"

namespace {

struct Answer {
  int status = 0;
  std::string body;
};

/// `vuosikello serve` on a free port over loopback, from the line that says where it listens until it is told to stop.
class Serving {
 public:
  explicit Serving(const vk::test::Workshop& workshop)
      : process_(Poco::Process::launch(VK_PROGRAM, {"--config", workshop.path().string(), "serve", "--port", "0"},
                                       nullptr, &out_, nullptr)) {
    Poco::PipeInputStream lines(out_);
    std::string line;
    std::getline(lines, line);
    address_ = Poco::URI(line);
  }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;
  ~Serving() {
    if (!ended_) stop();
  }

  const Poco::URI& address() const { return address_; }

  Answer ask(const std::string& method, const std::string& path) const {
    Poco::Net::HTTPClientSession session(address_.getHost(), address_.getPort());
    Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
    request.setContentLength(0);
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    Answer answer;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
    answer.status = response.getStatus();
    return answer;
  }

  int stop() {
    ended_ = true;
    Poco::Process::requestTermination(process_.id());
    return process_.wait();
  }

 private:
  Poco::Pipe out_;
  Poco::ProcessHandle process_;
  Poco::URI address_;
  bool ended_ = false;
};

}  // namespace

TEST_CASE("serve: archived reports are read over HTTP byte for byte, and nothing else is") {
  const vk::test::Workshop workshop(vk::test::small_calendar());
  vk::test::write_small_data(workshop);
  REQUIRE(workshop.run_as_of("2025-12-31T08:00:00Z").exit_code == 0);
  const auto run = workshop.run_as_of("2026-01-02T00:00:00Z");
  INFO(run.out << run.err);
  const std::string delivered = workshop.read("reports/board-2025.html");
  REQUIRE(delivered.size() > 1000);

  Serving serving(workshop);
  REQUIRE(serving.address().getScheme() == "http");
  REQUIRE(serving.address().getPort() != 0);
  const Answer list = serving.ask("GET", "/");
  CHECK(list.status == 200);
  CHECK(list.body.find("href=\"/reports/board%402025.html\"") != std::string::npos);
  for (const char* format : {"html", "md", "json", "csv"}) {
    INFO(format);
    const Answer report = serving.ask("GET", std::string{"/reports/board%402025."} + format);
    CHECK(report.status == 200);
    CHECK(report.body == workshop.read(std::string{"reports/board-2025."} + format));
  }
  for (const char* path : {"/reports/board%402024.html", "/reports/../calendar.toml", "/calendar.toml",
                           "/reports/%2e%2e%2fcalendar.toml", "/vuosikello.db"}) {
    INFO(path);
    CHECK(serving.ask("GET", path).status == 404);
  }
  CHECK(serving.ask("POST", "/").status == 405);
  CHECK(serving.ask("DELETE", "/reports/board%402025.html").status == 405);
  CHECK(serving.stop() == 0);
}
