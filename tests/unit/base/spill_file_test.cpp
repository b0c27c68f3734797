#include "core/base/spill_file.hpp"

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <string>
#include <vector>

using vk::SpillFile;

namespace {

/// As on a disk that is full: no file grows beyond `bytes`.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : before_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit tight{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, before_handler_);
  }

 private:
  rlimit before_{};
  void (*before_handler_)(int);
};

std::string read(const SpillFile& file, const SpillFile::Piece& piece) {
  std::string bytes = "something else";
  file.read(piece, bytes);
  return bytes;
}

}  // namespace

TEST_CASE("spill file: pieces come back as they were put") {
  SpillFile file;
  std::vector<std::string> expected{"", "a", std::string(100'000, 'b'), std::string("\0c", 2)};
  std::vector<SpillFile::Piece> pieces;
  for (const std::string& bytes : expected) pieces.push_back(file.append(bytes));
  for (size_t i = expected.size(); i-- > 0;) {
    CHECK_FALSE(pieces[i].in_memory);
    CHECK(read(file, pieces[i]) == expected[i]);
  }
}

TEST_CASE("spill file: what a full disk does not take waits in memory") {
  SpillFile file;
  const SpillFile::Piece before = file.append("first");
  SpillFile::Piece refused;
  {
    const FullDisk full(5);
    refused = file.append("second");
  }
  const SpillFile::Piece after = file.append("third");
  CHECK(refused.in_memory);
  CHECK_FALSE(after.in_memory);
  CHECK(read(file, before) == "first");
  CHECK(read(file, refused) == "second");
  CHECK(read(file, after) == "third");
}
