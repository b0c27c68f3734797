#include "core/engine/compare_occurrences.hpp"
#include "core/engine/gather_bridges.hpp"
#include "core/engine/withhold.hpp"
#include "core/report/build_report.hpp"
#include "core/report/writers.hpp"
#include "tools/vuosikello/commands.hpp"

#include <algorithm>
#include <memory>

namespace vk::cli {
namespace {

/// Whether the comparison is told, with money and states; what disclosure rules withhold is not.
bool is_comparable(const ReportInputs& inputs) {
  const auto refused = [](const Comparison& comparison) {
    return comparison.verdict.money == Verdict::not_comparable || comparison.verdict.states == Verdict::not_comparable;
  };
  return !inputs.comparisons.empty() && std::none_of(inputs.comparisons.begin(), inputs.comparisons.end(), refused);
}

}  // namespace

void add_compare(CLI::App& app, Session& session) {
  struct Arguments {
    std::string a;
    std::string b;
    bool require_comparable = false;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("compare", "verdict, money bridge and transitions between two stored occurrences");
  command->add_option("A", arguments->a, "an occurrence: renewal/customers@2025, or renewal@2025")->required();
  command->add_option("B", arguments->b, "another one")->required();
  command->add_flag("--require-comparable", arguments->require_comparable,
                    "exit 1 when money or states are not comparable");
  command->callback([&session, arguments] {
    const Workspace workspace = session.open();
    Store store = Store::open(workspace.store_path, StoreMode::read_only);
    Comparison comparison = compare_told(workspace.calendar, store, arguments->a, arguments->b);
    const Instant as_of = comparison.later.as_of;
    ReportInputs inputs = comparison_inputs(workspace, std::move(comparison), as_of);
    withhold(workspace.calendar, store, inputs);
    const Report report = build_report(inputs);
    print(find_report_writer(session.output == Output::json ? "json" : "md")->write(report));
    if (arguments->require_comparable && !is_comparable(inputs)) session.exit_code = ExitCode::failed;
  });
}

}  // namespace vk::cli
