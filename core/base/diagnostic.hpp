#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vk {

/// A place in a file; line and column count from 1, 0 means "the whole file". Columns count Unicode code points.
struct SourcePosition {
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;

  auto operator<=>(const SourcePosition&) const = default;
};

enum class Severity { error, warning };

/// One problem in something a person wrote or exported, with what they can do about it.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;  ///< stable, such as "E102"; the numbers are listed in calendars/README.md
  SourcePosition at;
  std::string message;   ///< lower case, no full stop, names and values in it
  std::string expected;  ///< what was expected there; may be empty
  std::string hint;      ///< what to write instead; may be empty
  std::string excerpt;   ///< the source line as it stands; may be empty
  uint32_t length = 1;   ///< how many columns the caret marks
};

/// All problems of a piece of work, collected instead of stopping at the first.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic);
  void append(const Diagnostics& other);

  bool has_errors() const noexcept { return errors_ > 0; }
  bool empty() const noexcept { return all_.empty(); }
  size_t error_count() const noexcept { return errors_; }
  size_t warning_count() const noexcept { return all_.size() - errors_; }
  const std::vector<Diagnostic>& all() const noexcept { return all_; }

  /// Sorted by file, line and column, exact repeats removed.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> all_;
  size_t errors_ = 0;
};

/// "file:line:column: error E102: message" with excerpt, caret, expectation and hint on lines of their own.
std::string render(const Diagnostic& diagnostic);

/// Every diagnostic of `diagnostics`, sorted and rendered, then one line of totals; empty when there is none.
std::string render(const Diagnostics& diagnostics);

}  // namespace vk
