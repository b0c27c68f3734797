#include "core/plugin_kit/library_exports.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>

#include "core/base/error.hpp"

namespace vk {

namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorCode::invalid_input, "is no shared library of this machine: " + why);
}

template <class T>
T read_at(std::string_view bytes, uint64_t at) {
  T value;
  if (at > bytes.size() || bytes.size() - at < sizeof value) refuse("it ends too early");
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::string name_at(std::string_view bytes, const Elf64_Shdr& names, uint64_t offset) {
  if (offset >= names.sh_size || names.sh_offset > bytes.size() || bytes.size() - names.sh_offset < names.sh_size) {
    refuse("a name lies outside it");
  }
  const std::string_view rest = bytes.substr(names.sh_offset + offset, names.sh_size - offset);
  return std::string(rest.substr(0, rest.find('\0')));
}

bool is_exported(const Elf64_Sym& symbol) {
  const unsigned binding = ELF64_ST_BIND(symbol.st_info);
  const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && symbol.st_shndx != SHN_ABS && binding != STB_LOCAL &&
         visibility != STV_HIDDEN && visibility != STV_INTERNAL;
}

}  // namespace

std::vector<std::string> library_exports(std::string_view bytes) {
  const auto header = read_at<Elf64_Ehdr>(bytes, 0);
  const std::string_view magic(static_cast<const char*>(static_cast<const void*>(header.e_ident)), SELFMAG);
  if (magic != std::string_view(ELFMAG, SELFMAG)) refuse("it does not begin like one");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_shentsize != sizeof(Elf64_Shdr)) refuse("it is not 64-bit");
  const auto section = [&](uint64_t number) {
    if (number >= header.e_shnum) refuse("a section is missing");
    return read_at<Elf64_Shdr>(bytes, header.e_shoff + number * sizeof(Elf64_Shdr));
  };
  std::vector<std::string> names;
  for (uint64_t number = 0; number < header.e_shnum; ++number) {
    const Elf64_Shdr symbols = section(number);
    if (symbols.sh_type != SHT_DYNSYM) continue;
    const Elf64_Shdr strings = section(symbols.sh_link);
    for (uint64_t at = 0; at + sizeof(Elf64_Sym) <= symbols.sh_size; at += sizeof(Elf64_Sym)) {
      const auto symbol = read_at<Elf64_Sym>(bytes, symbols.sh_offset + at);
      if (is_exported(symbol)) names.push_back(name_at(bytes, strings, symbol.st_name));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace vk
