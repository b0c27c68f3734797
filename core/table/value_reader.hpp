#pragma once
#include <cstdint>
#include <string_view>

#include "core/table/bad_cell.hpp"
#include "core/table/date_pattern.hpp"
#include "core/table/digits.hpp"
#include "core/table/source_format.hpp"

namespace vk {

/// What reading one cell gave.
enum class ReadResult { value, missing, bad_value, too_many_decimals, overflow };

/// Whole numbers: the fast path for plain digits, the exact reader of money for the rest.
class IntegerReader {
 public:
  using Value = int64_t;
  explicit IntegerReader(const NumberFormat& format) : format_(format), plain_{format.decimal, 0, 1} {}
  bool fast(const char* cell, size_t length, int64_t& value) const { return plain_number(cell, length, plain_, value); }
  ReadResult slow(std::string_view text, int64_t& value) const;

 private:
  NumberFormat format_;
  PlainNumber plain_;
};

/// Money in minor units.
class MoneyReader {
 public:
  using Value = int64_t;
  MoneyReader(const Currency& currency, const NumberFormat& format)
      : currency_(currency),
        format_(format),
        plain_{format.decimal, static_cast<unsigned>(currency.minor_digits()),
               static_cast<uint64_t>(currency.minor_per_major())} {}
  bool fast(const char* cell, size_t length, int64_t& value) const { return plain_number(cell, length, plain_, value); }
  ReadResult slow(std::string_view text, int64_t& value) const;

 private:
  Currency currency_;
  NumberFormat format_;
  PlainNumber plain_;
};

/// Decimal numbers, to the nearest double.
class DecimalReader {
 public:
  using Value = double;
  explicit DecimalReader(const NumberFormat& format) : format_(format) {}
  bool fast(const char* cell, size_t length, double& value) const;
  ReadResult slow(std::string_view text, double& value) const;

 private:
  NumberFormat format_;
};

/// Days since 1970-01-01.
class DayReader {
 public:
  using Value = int64_t;
  explicit DayReader(DatePattern pattern) : pattern_(std::move(pattern)) {}
  bool fast(const char* cell, size_t length, int64_t& value) const;
  ReadResult slow(std::string_view text, int64_t& value) const;

 private:
  DatePattern pattern_;
};

/// 1 for yes, 0 for no.
class FlagReader {
 public:
  using Value = uint8_t;
  bool fast(const char* cell, size_t length, uint8_t& value) const {
    if (length != 1 || (cell[0] != '0' && cell[0] != '1')) return false;
    value = cell[0] == '1' ? 1 : 0;
    return true;
  }
  ReadResult slow(std::string_view text, uint8_t& value) const;
};

}  // namespace vk
