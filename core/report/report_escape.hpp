#pragma once
#include <string>
#include <string_view>

namespace vk {

/// `text` safe inside XML and HTML elements and double-quoted attributes; control characters that XML forbids and
/// broken UTF-8 become U+FFFD.
std::string xml_escaped(std::string_view text);

/// `text` safe inside a Markdown paragraph or table cell: signs that Markdown or HTML would read are escaped, line
/// breaks become blanks.
std::string markdown_escaped(std::string_view text);

/// An id safe in HTML, SVG and URLs, different for different texts: letters, digits and '-' of `text`, then six digits
/// of its hash.
std::string anchor_id(std::string_view text);

}  // namespace vk
