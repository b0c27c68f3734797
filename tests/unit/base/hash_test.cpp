#include "core/base/hash.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/base/paired_sha256.hpp"

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

namespace {

std::string random_bytes(std::mt19937_64& random, size_t most) {
  std::string bytes(random() % (most + 1), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

}  // namespace

TEST_CASE("sha256: two fed side by side give the digests of each alone, wherever their blocks begin") {
  const unsigned seed = 20261126;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 500; ++round) {
    vk::Sha256 a;
    vk::Sha256 b;
    std::string a_all;
    std::string b_all;
    for (uint64_t piece = random() % 5; piece < 5; ++piece) {
      const std::string a_bytes = random_bytes(random, 700);
      const std::string b_bytes = random_bytes(random, 700);
      vk::Sha256::update_both(a, a_bytes, b, b_bytes);
      a_all += a_bytes;
      b_all += b_bytes;
    }
    REQUIRE(a.hex() == vk::sha256_hex(a_all));
    REQUIRE(b.hex() == vk::sha256_hex(b_all));
  }
}

TEST_CASE("sha256: more bytes than 32 bits count are counted when fed side by side") {
  const std::string piece(size_t{1} << 20U, 'x');
  vk::Sha256 alone;
  vk::Sha256 a;
  vk::Sha256 b;
  for (int i = 0; i < 520; ++i) {
    alone.update(piece);
    vk::Sha256::update_both(a, piece, b, piece);
  }
  const std::string expected = alone.hex();
  CHECK(a.hex() == expected);
  CHECK(b.hex() == expected);
}

TEST_CASE("paired sha256: streams fed in any turn give the digests of each alone, also when one goes away") {
  const unsigned seed = 20261127;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 60; ++round) {
    const auto pairs = std::make_shared<vk::Sha256Pairs>();
    std::vector<std::unique_ptr<vk::PairedSha256>> streams;
    std::vector<std::string> all(4);
    for (size_t i = 0; i < all.size(); ++i) streams.push_back(std::make_unique<vk::PairedSha256>(pairs));
    for (int piece = 0; piece < 40; ++piece) {
      const size_t at = random() % streams.size();
      const std::string bytes = random_bytes(random, random() % 8 == 0 ? 300'000 : 5'000);
      streams[at]->update(bytes);
      all[at] += bytes;
    }
    streams[random() % streams.size()].reset();
    for (size_t i = 0; i < streams.size(); ++i) {
      if (streams[i] != nullptr) REQUIRE(streams[i]->hex() == vk::sha256_hex(all[i]));
    }
  }
}
