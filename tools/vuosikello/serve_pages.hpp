#pragma once
#include "core/serve/report_server.hpp"
#include "tools/vuosikello/session.hpp"

namespace vk::cli {

/// Serves the archived reports until the program is asked to end. Finding the symbols of a web server's shared
/// libraries takes a good part of a start, so that they are linked to a program of their own, vuosikello-serve, which
/// does it; vuosikello becomes that program, with the same arguments.
void serve_pages(Session& session, const ServeAddress& address);

}  // namespace vk::cli
