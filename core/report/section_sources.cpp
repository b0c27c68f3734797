#include <fmt/format.h>

#include <set>

#include "core/report/disclosure_words.hpp"
#include "core/report/report_sections.hpp"
#include "core/report/report_sources.hpp"
#include "core/report/report_words.hpp"

namespace vk {
namespace {

ReportTable source_table(ReportBuilder& builder, const SnapshotHeader& header) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(header.name);
  const Basis basis = builder.cycle_basis(header, say(words::source_definition));
  ReportTable table{
      name + "/sources", say(words::source_caption, {{"name", builder.title_of(header.name)}}), basis, {}, {}, false};
  table.names = name;
  table.columns = {
      {say(words::source), false}, {say(words::rows), true}, {say(words::rows_skipped), true}, {"SHA-256", false}};
  for (const ReportSource& source : report_sources(header.sources)) {
    const std::string id = fmt::format("{}/source/{}/{}", name, source.source, source.content_sha256.substr(0, 12));
    table.rows.push_back(
        {ReportBuilder::head_cell(source.source),
         builder.cell(builder.count({id + "/rows", source.source}, source.rows, FigureUnit::rows, basis)),
         builder.cell(
             builder.count({id + "/rows_skipped", source.source}, source.rows_skipped, FigureUnit::rows, basis)),
         ReportBuilder::text_cell(source.content_sha256.substr(0, 12))});
  }
  return table;
}

/// Which rows of the sources count, and how many do not: apart from bad rows, which are a fault of the data.
void add_rows_left_out(ReportBuilder& builder, const SnapshotHeader& header) {
  const ReportLanguage& say = builder.say();
  const Basis basis = builder.cycle_basis(header, say(words::left_out_definition));
  std::set<std::string> told;
  for (const ReportSource& source : report_sources(header.sources)) {
    // A source that is read for several uses leaves the same rows out of each.
    if (source.rows_where.empty() || !told.insert(source.source).second) continue;
    const std::string id = fmt::format("{}/source/{}/rows_left_out", to_string(header.name), source.source);
    const std::string label = fmt::format("{}: {}", source.source, say(words::rows_left_out));
    const size_t rows = builder.count({id, label}, source.rows_left_out, FigureUnit::rows, basis);
    builder.add(
        Paragraph{say(words::left_out_text,
                      {{"source", source.source}, {"where", source.rows_where}, {"rows", builder.figure(rows).text}})});
  }
}

void add_rows_of_nobody(ReportBuilder& builder, const SnapshotHeader& header) {
  const ReportLanguage& say = builder.say();
  const std::string name = to_string(header.name);
  const Basis basis = builder.cycle_basis(header, say(words::nobody_definition));
  Money money = header.money_of_nobody;
  // A header that never met a row of nobody carries no currency either.
  if (money.minor == 0) money.currency = header.metric.currency;
  const size_t rows = builder.count({name + "/rows_of_nobody", say(words::rows_of_nobody)}, header.rows_of_nobody,
                                    FigureUnit::rows, basis);
  // Many rows can be one customer's, who is in no audience any more.
  std::string amount = say(words::not_told);
  if (!builder.inputs().disclosure || header.rows_of_nobody == 0)
    amount = builder.figure(builder.money({name + "/money_of_nobody", say(words::money_of_nobody)}, money, basis)).text;
  builder.count({name + "/rows_skipped", say(words::rows_skipped)}, header.rows_skipped, FigureUnit::rows, basis);
  builder.add(Paragraph{
      say(words::nobody_text,
          {{"name", builder.title_of(header.name)}, {"rows", builder.figure(rows).text}, {"money", amount}})});
}

ReportTable plugin_table(const ReportBuilder& builder) {
  const ReportLanguage& say = builder.say();
  const ReportInputs& inputs = builder.inputs();
  std::set<std::array<std::string, 4>> plugins;
  for (const MeasuredCycle& cycle : inputs.cycles) {
    const PluginProvenance& plugin = cycle.header.plugin;
    plugins.insert({to_string(cycle.header.name), plugin.id, plugin.version, plugin.sha256});
  }
  for (const ContentPlan& plan : inputs.content_plans) {
    plugins.insert({to_string(plan.name), plan.plugin.id, plan.plugin.version, plan.plugin.sha256});
  }
  ReportTable table{
      "plugins",
      say(words::plugin_caption),
      {say(words::as_of_day, {{"as_of", say.instant(inputs.as_of)}}), say(words::year_base),
       say(words::n_plugins, {{"n", say.count(static_cast<int64_t>(plugins.size()))}}), say(words::plugin_definition)},
      {},
      {},
      false};
  table.columns = {
      {say(words::occurrence), false}, {say(words::plugin), false}, {say(words::version), false}, {"SHA-256", false}};
  for (const auto& [name, id, version, hash] : plugins) {
    table.rows.push_back({ReportBuilder::head_cell(name), ReportBuilder::text_cell(id),
                          ReportBuilder::text_cell(version), ReportBuilder::text_cell(hash.substr(0, 12))});
  }
  return table;
}

}  // namespace

void add_sources(ReportBuilder& builder) {
  const ReportInputs& inputs = builder.inputs();
  if (inputs.cycles.empty() && inputs.content_plans.empty()) return;
  builder.begin("sources", words::sources_title);
  for (const MeasuredCycle& cycle : inputs.cycles) {
    if (!cycle.header.sources.empty()) builder.add(source_table(builder, cycle.header));
    add_rows_left_out(builder, cycle.header);
    add_rows_of_nobody(builder, cycle.header);
  }
  builder.add(plugin_table(builder));
}

}  // namespace vk
