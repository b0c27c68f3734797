#include "core/engine/bad_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/table/row_place.hpp"

namespace vk {
namespace {

constexpr size_t kMostListed = 50;

}  // namespace

void BadRows::tell(const SourceSpec& source, const SourceView& view, std::string_view code, std::string_view what,
                   Diagnostics& diagnostics) {
  std::stable_sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.file_row < b.file_row; });
  const size_t listed = std::min(rows_.size(), kMostListed);
  std::vector<RowPlace> places;
  for (size_t i = 0; i < listed; ++i) places.push_back(place_of_row(*view.source, rows_[i].file_row));
  find_lines(source.format, *view.source, places);
  for (size_t i = 0; i < listed; ++i) {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.at.file = places[i].file;
    diagnostic.at.line = places[i].line;
    diagnostic.at.column = places[i].line > 0 ? 1 : 0;
    diagnostic.message = rows_[i].message;
    diagnostics.add(std::move(diagnostic));
  }
  if (listed == rows_.size()) return;
  Diagnostic rest;
  rest.code = code;
  rest.message = fmt::format("{} more rows of source \"{}\" are no {}", rows_.size() - listed, source.name, what);
  diagnostics.add(std::move(rest));
}

}  // namespace vk
