#include "core/engine/source_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/table/row_condition.hpp"

namespace vk {
namespace {

bool same_column(const ColumnRequest& a, const ColumnRequest& b) {
  return a.name == b.name && a.kind == b.kind && a.currency == b.currency;
}

/// Wishes that one pass over a file can serve, and where each wish's columns are in the merged request.
struct Pass {
  ReadRequest request;
  const SourceSpec* source = nullptr;
  std::vector<size_t> wishes;
  std::vector<std::vector<size_t>> columns;  ///< per wish of this pass: index in request.columns
};

/// Under on_bad_row = "skip" a row that is bad for one wish must not be lost to another, so those are read apart.
bool joins(const Pass& pass, const SourceWish& wish) {
  return pass.source == wish.source && pass.request.key == wish.key && wish.source->format.on_bad_row == OnBadRow::fail;
}

void add_wish(Pass& pass, const SourceWish& wish, size_t index) {
  std::vector<size_t> places;
  for (const ColumnRequest& column : wish.columns) {
    const auto known = std::find_if(pass.request.columns.begin(), pass.request.columns.end(),
                                    [&](const ColumnRequest& other) { return same_column(other, column); });
    if (known != pass.request.columns.end()) {
      known->required = known->required || column.required;
      places.push_back(static_cast<size_t>(known - pass.request.columns.begin()));
    } else {
      places.push_back(pass.request.columns.size());
      pass.request.columns.push_back(column);
    }
  }
  pass.request.add_subjects = pass.request.add_subjects || wish.add_subjects;
  pass.wishes.push_back(index);
  pass.columns.push_back(std::move(places));
}

/// Registers first, so that the subjects they add are known to every later pass.
std::vector<Pass> plan_passes(std::span<const SourceWish> wishes) {
  std::vector<size_t> order;
  for (size_t i = 0; i < wishes.size(); ++i) {
    if (wishes[i].add_subjects) order.push_back(i);
  }
  for (size_t i = 0; i < wishes.size(); ++i) {
    if (!wishes[i].add_subjects) order.push_back(i);
  }
  std::vector<Pass> passes;
  for (const size_t i : order) {
    auto pass = std::find_if(passes.begin(), passes.end(), [&](const Pass& p) { return joins(p, wishes[i]); });
    if (pass == passes.end()) {
      passes.emplace_back();
      pass = passes.end() - 1;
      pass->source = wishes[i].source;
      pass->request.source = wishes[i].source->name;
      pass->request.key = wishes[i].key;
      pass->request.key_asked_at = wishes[i].key_asked_at;
    }
    add_wish(*pass, wishes[i], i);
  }
  return passes;
}

}  // namespace

std::vector<std::filesystem::path> source_files(const AnnualCalendar& calendar, const SourceSpec& source,
                                                std::string_view cycle, Diagnostics& diagnostics) {
  const std::filesystem::path pattern = calendar.folder / replace_all(source.csv.text, "{cycle}", cycle);
  std::vector<std::filesystem::path> files = files_matching(pattern.lexically_normal());
  if (files.empty()) {
    Diagnostic diagnostic;
    diagnostic.code = "T001";
    diagnostic.at = source.csv.at;
    diagnostic.message = fmt::format("source \"{}\" has no file {}", source.name, pattern.lexically_normal().string());
    diagnostic.hint = "export the file there, or mend the path; {cycle} is filled with the cycle's label";
    diagnostics.add(std::move(diagnostic));
  }
  return files;
}

std::vector<SourceView> read_wishes(const AnnualCalendar& calendar, std::span<const SourceWish> wishes,
                                    std::string_view cycle, SubjectIndex& subjects, Diagnostics& diagnostics) {
  std::vector<SourceView> views(wishes.size());
  for (const Pass& pass : plan_passes(wishes)) {
    const auto files = source_files(calendar, *pass.source, cycle, diagnostics);
    if (files.empty()) continue;
    SourceFormat format = pass.source->format;
    format.rows = condition_in_cycle(format.rows, cycle);
    const auto source = std::make_shared<SourceTable>(read_source(format, pass.request, files, &subjects, diagnostics));
    for (size_t i = 0; i < pass.wishes.size(); ++i) views[pass.wishes[i]] = {source, pass.columns[i]};
  }
  return views;
}

void release_others(std::span<const SourceView> views) {
  for (const SourceView& view : views) {
    std::vector<size_t> shown;
    for (const SourceView& other : views) {
      if (other.source == view.source) shown.insert(shown.end(), other.columns.begin(), other.columns.end());
    }
    view.source->keep_only(shown);
  }
}

}  // namespace vk
