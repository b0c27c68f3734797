#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/store/store.hpp"
#include "tools/vuosikello/commands.hpp"

#include <fmt/format.h>

#include <memory>

namespace vk::cli {
namespace {

struct ReportArguments {
  std::string name;
  std::string format = "html";
};

void list_reports(Store& store) {
  for (const ArchivedReport& report : store.reports()) {
    print(fmt::format("{:<28} {:<10} {}  {}\n", to_string(report.name), report.format, to_string(report.as_of),
                      report.sha256));
  }
}

void write_archived(Store& store, const ReportArguments& arguments) {
  for (const ArchivedReport& report : store.reports()) {
    if (to_string(report.name) != arguments.name || report.format != arguments.format) continue;
    print(store.report_bytes(report.id));
    return;
  }
  throw Error(ErrorCode::not_found,
              fmt::format("the archive has no {} in format {}; `report` without a name lists what it has",
                          arguments.name, arguments.format));
}

}  // namespace

void add_report(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ReportArguments>();
  CLI::App* command = app.add_subcommand("report", "list the archived reports, or print one byte for byte");
  command->add_option("NAME", arguments->name, "a report occurrence: board@2026; without it the archive is listed");
  command->add_option("--format", arguments->format, "html, md, json or csv")->capture_default_str();
  command->callback([&session, arguments] {
    const Workspace workspace = session.open();
    Store store = Store::open(workspace.store_path, StoreMode::read_only);
    if (arguments->name.empty()) {
      list_reports(store);
    } else {
      write_archived(store, *arguments);
    }
  });
}

}  // namespace vk::cli
