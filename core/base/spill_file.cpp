#include "core/base/spill_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/base/error.hpp"

namespace vk {
namespace {

/// A file without a name in `folder`, also on file systems that have to give it one for a moment.
Descriptor nameless_file(const std::string& folder) {
  constexpr mode_t kOwnerOnly = 0600;
  Descriptor file(open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kOwnerOnly));
  if (file.is_open()) return file;
  std::string name = folder + "/vuosikello-XXXXXX";
  file = Descriptor(mkostemp(name.data(), O_CLOEXEC));
  if (file.is_open()) unlink(name.c_str());
  return file;
}

Descriptor open_spill() {
  const char* const wished = std::getenv("TMPDIR");
  for (const std::string& folder :
       {std::string(wished == nullptr ? "" : wished), std::string("/var/tmp"), std::string("/tmp")}) {
    if (folder.empty()) continue;
    Descriptor file = nameless_file(folder);
    if (file.is_open()) return file;
  }
  return {};
}

}  // namespace

SpillFile::Piece SpillFile::append(std::string_view bytes) {
  if (write(bytes)) {
    const Piece piece{size_, bytes.size(), false};
    size_ += bytes.size();
    return piece;
  }
  held_.emplace_back(bytes);
  return {held_.size() - 1, bytes.size(), true};
}

/// Writes behind the last piece; false when the bytes cannot be kept there.
bool SpillFile::write(std::string_view bytes) {
  if (!file_.is_open() && !is_refused_) {
    file_ = open_spill();
    is_refused_ = !file_.is_open();
  }
  if (is_refused_) return false;
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count =
        pwrite(file_.number(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(size_ + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    done += static_cast<size_t>(count);
  }
  return true;
}

void SpillFile::read(const Piece& piece, char* to) const {
  if (piece.in_memory) {
    held_[piece.first].copy(to, piece.size);
    return;
  }
  for (size_t done = 0; done < piece.size;) {
    const ssize_t count = pread(file_.number(), to + done, piece.size - done, static_cast<off_t>(piece.first + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      const char* const why = count == 0 ? "it has become shorter" : std::strerror(errno);
      throw Error(ErrorCode::unavailable, fmt::format("a temporary file cannot be read: {}", why));
    }
    done += static_cast<size_t>(count);
  }
}

}  // namespace vk
