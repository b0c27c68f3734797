#include "core/table/subject_index.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/table/key_hash.hpp"
#include "core/table/key_texts.hpp"
#include "core/table/ordinal_list.hpp"
#include "core/table/subject_bucket.hpp"
#include "core/table/subject_order.hpp"
#include "core/table/subject_resolver.hpp"
#include "tests/support/push_keys.hpp"

using vk::kNoSubject;
using vk::SubjectIndex;
using vk::SubjectNumber;
using vk::SubjectResolver;

TEST_CASE("subject index: a key keeps its number and the order of first appearance") {
  SubjectIndex index(0, 7);
  CHECK(index.add("b") == 0);
  CHECK(index.add("a") == 1);
  CHECK(index.add("b") == 0);
  CHECK(index.find("a") == 1);
  CHECK(index.find("c") == kNoSubject);
  CHECK(index.add("") == kNoSubject);
  CHECK(index.key(1) == "a");
  CHECK(index.size() == 2);
}

TEST_CASE("subject index: resolving many keys gives the numbers of adding one by one") {
  const unsigned seed = 20260302;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  for (const uint32_t bits : {0U, 3U, 8U}) {
    SubjectIndex one_by_one(bits, 99);
    SubjectIndex at_once(bits, 99);
    std::vector<std::string> keys;
    std::vector<std::vector<uint32_t>> expected(one_by_one.buckets());
    for (int i = 0; i < 20000; ++i) {
      std::string key = std::to_string(random() % 9000);
      if (random() % 5 == 0) key += "@a-rather-long-mail-host.example";
      if (random() % 50 == 0) key.clear();
      const SubjectNumber subject = one_by_one.add(key);
      expected[subject == kNoSubject ? 0 : vk::bucket_of(subject)].push_back(vk::ordinal_of(subject));
      keys.push_back(std::move(key));
    }
    if (bits == 3) at_once.keep_in_memory(0);
    SubjectResolver adding(at_once, true);
    vk::test::push_keys(adding, at_once, keys);
    SubjectIndex empty(bits, 99);
    SubjectResolver finding(empty, false);
    vk::test::push_keys(finding, empty, keys);
    for (uint32_t bucket = 0; bucket < one_by_one.buckets(); ++bucket) {
      CHECK(adding.resolve(bucket) == expected[bucket]);
      CHECK(at_once.size(bucket) == one_by_one.size(bucket));
    }
    const std::vector<uint32_t> nobody = finding.resolve(0);
    CHECK(std::all_of(nobody.begin(), nobody.end(), [](uint32_t o) { return o == SubjectResolver::kNobody; }));
    CHECK(empty.size() == 0);
  }
}

TEST_CASE("subject bucket: keys are found also where ordinals have outgrown a slot's word") {
  vk::SubjectBucket bucket(7, 4);
  for (uint32_t i = 0; i < 1000; ++i) {
    const std::string key = "k" + std::to_string(i);
    REQUIRE(bucket.add(key, static_cast<uint32_t>(vk::key_hash(key, 7))) == i);
  }
  for (uint32_t i = 0; i < 1000; ++i) {
    const std::string key = "k" + std::to_string(i);
    CHECK(bucket.find(key, static_cast<uint32_t>(vk::key_hash(key, 7))) == i);
  }
  CHECK(bucket.find("k1000", static_cast<uint32_t>(vk::key_hash("k1000", 7))) == vk::SubjectBucket::kNone);
}

TEST_CASE("key texts: texts of one length and then of others are kept as they came") {
  vk::KeyTexts texts;
  std::vector<std::string> expected;
  for (int i = 0; i < 5000; ++i) expected.push_back(std::to_string(10000 + i));
  for (int i = 0; i < 5000; ++i) expected.push_back(i % 3 == 0 ? "" : std::to_string(i));
  for (size_t i = 0; i < expected.size(); ++i) {
    if (i == 300 || i == 6000) texts.reserve(expected.size());
    texts.append(expected[i]);
  }
  for (const uint32_t gone : {7000U, 4096U, 0U}) {
    texts.erase(gone);
    expected[gone].clear();
  }
  REQUIRE(texts.size() == expected.size());
  std::vector<std::string> found;
  for (uint32_t i = 0; i < texts.size(); ++i) found.emplace_back(texts.at(i));
  CHECK(found == expected);
}

TEST_CASE("ordinal list: ordinals come back, near ones and far ones") {
  const std::vector<uint32_t> ascending{
      0, 0, 1, 254, 255, 509, 510, 765, 70'000, 4'000'000'000U, SubjectResolver::kNobody, SubjectResolver::kNobody};
  const vk::OrdinalList list(ascending);
  std::vector<uint32_t> found;
  list.for_each([&](uint32_t ordinal) { found.push_back(ordinal); });
  CHECK(found == ascending);
  CHECK(list.size() == ascending.size());
}

TEST_CASE("subject order: rows are sorted by ordinal, those of one subject stay in order, nobody's come last") {
  constexpr uint32_t kNobody = SubjectResolver::kNobody;
  CHECK(vk::subject_order(std::vector<uint32_t>{0, 0, 1, kNobody}).empty());
  CHECK(vk::subject_order(std::vector<uint32_t>{2, kNobody, 0, 2, 1}) == std::vector<uint32_t>{2, 4, 0, 3, 1});
  CHECK(vk::subject_order(std::vector<uint32_t>{40000000, kNobody, 3, 40000000, 3}) ==
        std::vector<uint32_t>{2, 4, 0, 3, 1});
}

namespace {

/// The keys that an index had, as a store would have kept them.
class KeysOfIndex final : public vk::KeptKeys {
 public:
  explicit KeysOfIndex(const SubjectIndex& index) {
    for (uint32_t bucket = 0; bucket < index.buckets(); ++bucket) {
      buckets_.emplace_back();
      index.keys_from(bucket, 0, buckets_[bucket].bytes, buckets_[bucket].lengths);
      sizes_.push_back(index.size(bucket));
    }
  }
  void read(uint32_t bucket, uint32_t keys, std::string& bytes, std::vector<uint32_t>& lengths) override {
    REQUIRE(keys == buckets_[bucket].lengths.size());
    bytes += buckets_[bucket].bytes;
    lengths.insert(lengths.end(), buckets_[bucket].lengths.begin(), buckets_[bucket].lengths.end());
  }
  const std::vector<uint32_t>& sizes() const { return sizes_; }

 private:
  struct Bucket {
    std::string bytes;
    std::vector<uint32_t> lengths;
  };
  std::vector<Bucket> buckets_;
  std::vector<uint32_t> sizes_;
};

SubjectIndex index_going_on_from(const SubjectIndex& index) {
  auto kept = std::make_unique<KeysOfIndex>(index);
  const std::vector<uint32_t> sizes = kept->sizes();
  return {index.bucket_bits(), index.seed(), std::move(kept), sizes};
}

std::string key_number(int number) {
  return "key" + std::to_string(number);
}

/// Adds keys by number through a resolver, after which the buckets rest.
void resolve(SubjectIndex& index, int first, int end) {
  SubjectResolver resolver(index, true);
  std::vector<std::string> keys;
  for (int i = first; i < end; ++i) keys.push_back(key_number(i));
  vk::test::push_keys(resolver, index, keys);
  for (uint32_t bucket = 0; bucket < index.buckets(); ++bucket) static_cast<void>(resolver.resolve(bucket));
}

}  // namespace

TEST_CASE("subject index: a bucket is given out and put back the same") {
  SubjectIndex index(2, 5);
  for (int i = 0; i < 10000; ++i) index.add(key_number(i));
  const SubjectNumber gone = index.find("key77");
  index.erase(gone);
  const SubjectIndex again = index_going_on_from(index);
  CHECK(again.size() == index.size());
  CHECK(again.key(gone).empty());
  for (int i = 0; i < 10000; ++i) CHECK(again.find(key_number(i)) == index.find(key_number(i)));
}

TEST_CASE("subject index: keys that rest outside of memory are found, given out and added to") {
  SubjectIndex expected(2, 5);
  for (int i = 0; i < 3000; ++i) expected.add(key_number(i));
  SubjectIndex index = index_going_on_from(expected);
  index.keep_in_memory(0);
  const std::vector<uint32_t> kept{index.size(0), index.size(1), index.size(2), index.size(3)};
  for (int first = 2000; first < 9000; first += 1000) {
    resolve(index, first, first + 2000);
    for (int i = first; i < first + 2000; ++i) expected.add(key_number(i));
  }
  for (const bool were_asked : {false, true}) {
    REQUIRE(index.size() == expected.size());
    for (uint32_t bucket = 0; bucket < index.buckets(); ++bucket) {
      for (const uint32_t from : {0U, 1U, kept[bucket] - 1, kept[bucket], kept[bucket] + 1, kept[bucket] + 300,
                                  index.size(bucket) - 1, index.size(bucket)}) {
        std::array<std::string, 2> bytes;
        std::array<std::vector<uint32_t>, 2> lengths;
        index.keys_from(bucket, from, bytes[0], lengths[0]);
        expected.keys_from(bucket, from, bytes[1], lengths[1]);
        INFO("bucket " << bucket << " from " << from << (were_asked ? " in memory" : " outside"));
        CHECK(lengths[0] == lengths[1]);
        CHECK(bytes[0] == bytes[1]);
      }
    }
    for (int i = 0; i < 10000; ++i) REQUIRE(index.find(key_number(i)) == expected.find(key_number(i)));
    REQUIRE(index.key(expected.find("key8999")) == "key8999");
  }
}

TEST_CASE("subject index: a bucket in which a key was erased stays in memory") {
  SubjectIndex index(1, 5);
  index.keep_in_memory(0);
  resolve(index, 0, 1000);
  const SubjectNumber gone = index.find("key7");
  index.erase(gone);
  resolve(index, 500, 1500);
  CHECK(index.find("key7") == kNoSubject);
  CHECK(index.key(gone).empty());
  CHECK(index.size() == 1500);
}

TEST_CASE("subject index: an erased key is not found, its number stays taken") {
  SubjectIndex index(0, 5);
  for (int i = 0; i < 9000; ++i) index.add("k" + std::to_string(i));
  index.erase(4095);
  index.erase(4096);
  CHECK(index.find("k4095") == kNoSubject);
  CHECK(index.find("k4096") == kNoSubject);
  CHECK(index.key(4095).empty());
  CHECK(index.key(4097) == "k4097");
  CHECK(index.key(8999) == "k8999");
  CHECK(index.find("k8999") == 8999);
  CHECK(index.add("k4095") == 9000);
}

TEST_CASE("subject index: more buckets keep every subject in order of first appearance") {
  SubjectIndex index(1, 5);
  for (int i = 0; i < 5000; ++i) index.add("k" + std::to_string(i));
  index.erase(index.find("k10"));
  std::vector<std::vector<SubjectNumber>> moved;
  const SubjectIndex wide = index.rebucketed(4, moved);
  CHECK(wide.size() == index.size());
  for (uint32_t bucket = 0; bucket < index.buckets(); ++bucket) {
    REQUIRE(moved[bucket].size() == index.size(bucket));
    for (uint32_t ordinal = 0; ordinal < index.size(bucket); ++ordinal) {
      CHECK(wide.key(moved[bucket][ordinal]) == index.key(vk::subject_number(bucket, ordinal)));
    }
  }
  SubjectIndex fresh(4, 5);
  for (int i = 0; i < 5000; ++i) fresh.add("k" + std::to_string(i));
  CHECK(wide.find("k4999") != kNoSubject);
  CHECK(vk::bucket_of(wide.find("k4999")) == vk::bucket_of(fresh.find("k4999")));
}

TEST_CASE("subject index: bucket bits fit the expected number of subjects") {
  CHECK(vk::bucket_bits_for(0) == 0);
  CHECK(vk::bucket_bits_for(8000) == 0);
  CHECK(vk::bucket_bits_for(48000) == 0);
  CHECK(vk::bucket_bits_for(48001) == 1);
  CHECK(vk::bucket_bits_for(10000000) == 8);
}

TEST_CASE("key hash: stored buckets depend on it, so it never changes") {
  CHECK(vk::key_hash("a", 1) == 0xB797AA0D433F5CA3U);
  CHECK(vk::key_hash("abcd", 1) == 0xE0F6F014B48824CAU);
  CHECK(vk::key_hash("C000012345", 1) == 0x30E656394734F2DFU);
  CHECK(vk::key_hash("anna.mueller123456@example.com", 1) == 0x59077D7CF8CDE0D4U);
  CHECK(vk::key_hash("C000012345", 2) != vk::key_hash("C000012345", 1));
}
