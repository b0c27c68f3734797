#include "core/table/byte_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "core/base/descriptor.hpp"
#include "core/base/error.hpp"

namespace vk {
namespace {

constexpr size_t kStoredBlock = size_t{64} * 1024;
constexpr int kGzipWindow = 15 + 16;  // zlib: largest window, gzip header and trailer

Error system_error(std::string_view what, const std::filesystem::path& path, int number) {
  const ErrorCode code = number == ENOENT || number == ENOTDIR ? ErrorCode::not_found : ErrorCode::unavailable;
  return {code, fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(number))};
}

bool has_gzip_magic(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b");
}

}  // namespace

struct ByteSource::Impl {
  std::filesystem::path path;
  Descriptor file;
  uint64_t stored = 0;
  uint64_t size = 0;
  bool gzip = false;
  bool at_end = false;  ///< nothing more is stored
  PairedSha256 hash;
  std::string pending;  ///< first bytes, read to see what the file is
  std::vector<char> compressed;
  z_stream stream{};
  bool stream_open = false;
  bool member_done = true;  ///< between two gzip members

  explicit Impl(std::shared_ptr<Sha256Pairs> pairs) : hash(std::move(pairs)) {}
  ~Impl() {
    if (stream_open) inflateEnd(&stream);
  }

  /// Stored bytes into `room`, hashed; 0 at the end.
  size_t read_stored(std::span<char> room) {
    if (at_end || room.empty()) return 0;
    while (true) {
      const ssize_t got = ::read(file.number(), room.data(), room.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw system_error("read", path, errno);
      if (got == 0) at_end = true;
      const auto count = static_cast<size_t>(got);
      hash.update({room.data(), count});
      stored += count;
      return count;
    }
  }

  size_t read_plain(std::span<char> room) {
    const size_t first = std::min(room.size(), pending.size());
    std::copy_n(pending.begin(), first, room.begin());
    pending.erase(0, first);
    return first > 0 ? first : read_stored(room);
  }

  /// Makes sure that compressed bytes wait in the stream; false at the end of the file.
  bool refill() {
    if (stream.avail_in > 0) return true;
    const size_t got = read_plain(compressed);
    stream.next_in = reinterpret_cast<Bytef*>(compressed.data());
    stream.avail_in = static_cast<uInt>(got);
    return got > 0;
  }

  [[noreturn]] void throw_damaged(std::string_view why) const {
    throw Error(ErrorCode::corrupt, fmt::format("gzip data of {} {}", path.string(), why));
  }

  /// Goes to the next gzip member; false when none follows (zero padding at the end is skipped).
  bool begin_member() {
    while (refill() && *stream.next_in == 0) {
      ++stream.next_in;
      --stream.avail_in;
    }
    if (stream.avail_in == 0) return false;
    if (inflateReset(&stream) != Z_OK) throw_damaged("cannot be unpacked");
    member_done = false;
    return true;
  }

  size_t read_gzip(std::span<char> room) {
    if (member_done && !begin_member()) return 0;
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    while (stream.avail_out == room.size()) {
      if (!refill()) throw_damaged("ends early");
      const int result = inflate(&stream, Z_NO_FLUSH);
      if (result == Z_STREAM_END) {
        member_done = true;
        if (stream.avail_out == room.size() && !begin_member()) return 0;
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        throw_damaged("is damaged");
      }
    }
    return room.size() - stream.avail_out;
  }
};

ByteSource::ByteSource(const std::filesystem::path& path, std::shared_ptr<Sha256Pairs> pairs)
    : impl_(std::make_unique<Impl>(std::move(pairs))) {
  impl_->path = path;
  impl_->file = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!impl_->file.is_open()) throw system_error("open", path, errno);
  struct stat status {};
  if (::fstat(impl_->file.number(), &status) != 0) throw system_error("read", path, errno);
  if (S_ISDIR(status.st_mode)) throw system_error("read", path, EISDIR);
  impl_->size = static_cast<uint64_t>(std::max<off_t>(status.st_size, 0));
  while (impl_->pending.size() < 2) {
    char byte = 0;
    if (impl_->read_stored({&byte, 1}) == 0) break;
    impl_->pending += byte;
  }
  impl_->gzip = has_gzip_magic(impl_->pending);
  if (!impl_->gzip) return;
  impl_->compressed.resize(kStoredBlock);
  if (inflateInit2(&impl_->stream, kGzipWindow) != Z_OK) throw Error(ErrorCode::unavailable, "zlib cannot start");
  impl_->stream_open = true;
}

ByteSource::~ByteSource() = default;

size_t ByteSource::read(std::span<char> room) {
  size_t filled = 0;
  while (filled < room.size()) {
    const std::span<char> rest = room.subspan(filled);
    const size_t got = impl_->gzip ? impl_->read_gzip(rest) : impl_->read_plain(rest);
    if (got == 0) break;
    filled += got;
  }
  return filled;
}

void ByteSource::drain() {
  std::vector<char> rest(kStoredBlock);
  while (impl_->read_stored(rest) > 0) {
  }
}

uint64_t ByteSource::stored_bytes() const {
  return impl_->stored;
}
uint64_t ByteSource::file_size() const {
  return impl_->size;
}
bool ByteSource::is_gzip() const {
  return impl_->gzip;
}
std::string ByteSource::sha256() {
  return impl_->hash.hex();
}

}  // namespace vk
