#pragma once
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/paired_sha256.hpp"

namespace vk {

/// The bytes of a file in order, gunzipped when it begins with gzip's magic number. Hashes the bytes as they are
/// stored.
class ByteSource {
 public:
  /// Opens the file, to be hashed beside what else is hashed with `pairs`. Throws Error: not_found when it is missing,
  /// unavailable when it cannot be read.
  explicit ByteSource(const std::filesystem::path& path,
                      std::shared_ptr<Sha256Pairs> pairs = std::make_shared<Sha256Pairs>());
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// Fills `room` from the front; fewer bytes than asked for only at the end of the file. Throws Error: unavailable
  /// when reading fails, corrupt when gzip data is damaged or ends early.
  size_t read(std::span<char> room);

  /// Reads what is left of the stored bytes, so that hash and size cover the whole file.
  void drain();
  /// Bytes read as stored so far.
  uint64_t stored_bytes() const;
  /// Size of the stored file when it was opened; 0 when it has none (a pipe).
  uint64_t file_size() const;
  bool is_gzip() const;
  /// SHA-256 of the stored bytes read so far, in hexadecimal; the last call.
  std::string sha256();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vk
