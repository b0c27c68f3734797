#include "core/base/hash.hpp"

#include <catch2/catch.hpp>

#include <utility>

namespace {

struct Vector {
  std::string name;
  std::string message;
  std::string digest;
};

/// FIPS 180-4 and NIST's SHA examples.
const std::vector<Vector>& vectors() {
  static const std::vector<Vector> all{
      {"empty", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"one block", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {"a million a", std::string(1000000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  return all;
}

}  // namespace

TEST_CASE("sha256: the published vectors") {
  for (const Vector& vector : vectors()) {
    INFO(vector.name);
    CHECK(vk::sha256_hex(vector.message) == vector.digest);
  }
}

TEST_CASE("sha256: pieces of any size give the digest of the whole") {
  const std::string message(1000, 'x');
  const std::string whole = vk::sha256_hex(message);
  for (const size_t size : {size_t{1}, size_t{63}, size_t{64}, size_t{65}, size_t{999}}) {
    vk::Sha256 hash;
    for (size_t at = 0; at < message.size(); at += size) hash.update(std::string_view{message}.substr(at, size));
    INFO("pieces of " << size);
    CHECK(hash.hex() == whole);
  }
}

TEST_CASE("sha256: a moved hash goes on where it was") {
  vk::Sha256 first;
  first.update("a");
  vk::Sha256 second = std::move(first);
  second.update("bc");
  CHECK(second.hex() == vk::sha256_hex("abc"));
}

TEST_CASE("sha256: bytes and hexadecimal digits agree") {
  const auto bytes = vk::sha256("abc");
  CHECK(bytes.front() == 0xba);
  CHECK(bytes.back() == 0xad);
}

TEST_CASE("sha256: a zero byte counts") {
  CHECK(vk::sha256_hex(std::string_view{"\0", 1}) != vk::sha256_hex(""));
}
