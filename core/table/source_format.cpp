#include "core/table/source_format.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"

namespace vk {
namespace {

struct EncodingName {
  std::string_view name;
  Encoding encoding;
};

// The first name of an encoding is the one that is printed.
constexpr std::array kEncodingNames = std::to_array<EncodingName>({
    {"utf-8", Encoding::utf8},
    {"utf8", Encoding::utf8},
    {"ascii", Encoding::utf8},
    {"us-ascii", Encoding::utf8},
    {"utf-16", Encoding::utf16},
    {"utf16", Encoding::utf16},
    {"utf-16le", Encoding::utf16le},
    {"utf16le", Encoding::utf16le},
    {"utf-16be", Encoding::utf16be},
    {"utf16be", Encoding::utf16be},
    {"windows-1252", Encoding::windows_1252},
    {"windows1252", Encoding::windows_1252},
    {"cp1252", Encoding::windows_1252},
    {"iso-8859-1", Encoding::iso_8859_1},
    {"iso8859-1", Encoding::iso_8859_1},
    {"latin1", Encoding::iso_8859_1},
    {"latin-1", Encoding::iso_8859_1},
    {"iso-8859-15", Encoding::iso_8859_15},
    {"iso8859-15", Encoding::iso_8859_15},
    {"latin9", Encoding::iso_8859_15},
    {"latin-9", Encoding::iso_8859_15},
});

}  // namespace

std::optional<Encoding> encoding_from(std::string_view text) {
  std::string wanted = lower_ascii(trim(text));
  std::replace(wanted.begin(), wanted.end(), '_', '-');
  for (const EncodingName& entry : kEncodingNames) {
    if (entry.name == wanted) return entry.encoding;
  }
  return std::nullopt;
}

std::string_view to_string(Encoding encoding) {
  for (const EncodingName& entry : kEncodingNames) {
    if (entry.encoding == encoding) return entry.name;
  }
  return "utf-8";
}

}  // namespace vk
