#include "core/money/currency.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace vk {
namespace {

// ISO 4217 list one as of 2026-01-01, without metals, test codes and units of account that have no minor unit. Codes
// withdrawn since 2020 (ANG BGN CUC HRK SLL ZWL) stay, because earlier cycles hold amounts in them.
constexpr std::string_view kNoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view kTwoDecimals =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
    "CHW "
    "CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG "
    "HUF "
    "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN "
    "MXV "
    "MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS "
    "SRD "
    "SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL";
constexpr std::string_view kThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";
constexpr std::string_view kFourDecimals = "CLF UYW";

/// True when `code` is one of the three-letter codes in `list`, which have one blank between them.
constexpr bool lists(std::string_view list, std::string_view code) {
  for (size_t at = 0; at + 3 <= list.size(); at += 4) {
    if (list.substr(at, 3) == code) return true;
  }
  return false;
}

std::optional<int8_t> minor_digits_of(std::string_view code) {
  if (lists(kTwoDecimals, code)) return int8_t{2};
  if (lists(kNoDecimals, code)) return int8_t{0};
  if (lists(kThreeDecimals, code)) return int8_t{3};
  if (lists(kFourDecimals, code)) return int8_t{4};
  return std::nullopt;
}

}  // namespace

std::optional<Currency> Currency::from_code(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  const std::optional<int8_t> digits = minor_digits_of(code);
  if (!digits) return std::nullopt;
  Currency currency;
  std::copy(code.begin(), code.end(), currency.code_.begin());
  currency.minor_digits_ = *digits;
  return currency;
}

int64_t Currency::minor_per_major() const {
  int64_t result = 1;
  for (int i = 0; i < minor_digits_; ++i) result *= 10;
  return result;
}

}  // namespace vk
