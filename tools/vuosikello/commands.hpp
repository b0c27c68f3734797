#pragma once
#include <CLI/CLI.hpp>

#include "tools/vuosikello/session.hpp"

namespace vk::cli {

// Each adds one verb to the program; main.cpp lists them in the order that `--help` shows.
void add_config(CLI::App& app, Session& session);
void add_plan(CLI::App& app, Session& session);
void add_next(CLI::App& app, Session& session);
void add_wheel(CLI::App& app, Session& session);
void add_ics(CLI::App& app, Session& session);
void add_rollover(CLI::App& app, Session& session);
void add_run(CLI::App& app, Session& session);
void add_backfill(CLI::App& app, Session& session);
void add_status(CLI::App& app, Session& session);
void add_contacts(CLI::App& app, Session& session);
void add_explain(CLI::App& app, Session& session);
void add_compare(CLI::App& app, Session& session);
void add_report(CLI::App& app, Session& session);
void add_plugins(CLI::App& app, Session& session);
void add_serve(CLI::App& app, Session& session);
void add_store(CLI::App& app, Session& session);

}  // namespace vk::cli
