#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/descriptor.hpp"

namespace vk {

/// Bytes that wait outside of memory, in a file that has no name and ends with the process. It lies in $TMPDIR, else in
/// /var/tmp or /tmp, and is made with the first bytes. Where no file can be made or its disk is full, the bytes wait in
/// memory. Not thread-safe.
class SpillFile {
 public:
  /// Where bytes went.
  struct Piece {
    uint64_t first = 0;  ///< byte of the file, or number among the pieces in memory
    uint64_t size = 0;
    bool in_memory = false;
  };

  Piece append(std::string_view bytes);
  /// Copies the bytes of a piece. Throws Error(unavailable) when the disk fails.
  void read(const Piece& piece, char* to) const;
  /// The same in place of what was in `to`.
  void read(const Piece& piece, std::string& to) const {
    to.resize(piece.size);
    read(piece, to.data());
  }

 private:
  bool write(std::string_view bytes);

  Descriptor file_;
  bool is_refused_ = false;  ///< no folder takes a file
  uint64_t size_ = 0;
  std::vector<std::string> held_;
};

}  // namespace vk
