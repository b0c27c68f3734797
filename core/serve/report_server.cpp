#include "core/serve/report_server.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>
#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/serve/report_pages.hpp"

namespace vk {
namespace {

using Poco::Net::HTTPResponse;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr int kMostThreads = 8;
constexpr int kMostQueued = 64;
constexpr int kTimeoutSeconds = 20;

PageRequest page_request(const HTTPServerRequest& request) {
  PageRequest page;
  page.method = request.getMethod();
  page.if_none_match = request.get("If-None-Match", "");
  page.path = Poco::URI(request.getURI()).getPath();
  return page;
}

PageResponse answer(const ReportArchiveReader& archive, const HTTPServerRequest& request) {
  try {
    return answer_page(archive, page_request(request));
  } catch (const Poco::Exception&) {
    return {400, {{"Content-Type", "text/plain; charset=utf-8"}}, "bad request\n"};
  } catch (const std::exception&) {
    // What went wrong inside is nobody's business outside.
    return {500, {{"Content-Type", "text/plain; charset=utf-8"}}, "the archive could not be read\n"};
  }
}

class PageHandler : public Poco::Net::HTTPRequestHandler {
 public:
  explicit PageHandler(const ReportArchiveReader& archive) : archive_(archive) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    const PageResponse page = answer(archive_, request);
    response.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(page.status));
    for (const auto& [name, value] : page.headers) response.set(name, value);
    response.setContentLength64(static_cast<Poco::Int64>(page.body.size()));
    if (request.getMethod() == Poco::Net::HTTPRequest::HTTP_HEAD) {
      response.send();
    } else {
      response.sendBuffer(page.body.data(), page.body.size());
    }
  }

 private:
  const ReportArchiveReader& archive_;
};

class PageHandlerFactory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit PageHandlerFactory(const ReportArchiveReader& archive) : archive_(archive) {}

  // Poco takes ownership of what it is given here and in the server below.
  Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new PageHandler(archive_);
  }

 private:
  const ReportArchiveReader& archive_;
};

Poco::Net::HTTPServerParams::Ptr server_parameters() {
  Poco::Net::HTTPServerParams::Ptr parameters = new Poco::Net::HTTPServerParams;
  parameters->setMaxThreads(kMostThreads);
  parameters->setMaxQueued(kMostQueued);
  parameters->setTimeout(Poco::Timespan(kTimeoutSeconds, 0));
  parameters->setKeepAlive(false);
  return parameters;
}

Poco::Net::ServerSocket listen_on(const ServeAddress& address) {
  try {
    return Poco::Net::ServerSocket(Poco::Net::SocketAddress(address.host, address.port));
  } catch (const Poco::Exception& problem) {
    throw Error(ErrorCode::unavailable,
                fmt::format("cannot listen on {}:{}: {}", address.host, address.port, problem.displayText()));
  }
}

}  // namespace

struct ReportServer::Impl {
  Impl(const ReportArchiveReader& archive, const ServeAddress& address)
      : socket(listen_on(address)), server(new PageHandlerFactory(archive), socket, server_parameters()) {
    server.start();
  }

  Poco::Net::ServerSocket socket;
  Poco::Net::HTTPServer server;
};

ReportServer::ReportServer(const ReportArchiveReader& archive, const ServeAddress& address)
    : impl_(std::make_unique<Impl>(archive, address)) {}

ReportServer::~ReportServer() {
  impl_->server.stopAll(true);
}

uint16_t ReportServer::port() const {
  return impl_->socket.address().port();
}

void ReportServer::run_until(const std::function<void()>& wait_for_stop) {
  wait_for_stop();
  impl_->server.stop();
}

}  // namespace vk
