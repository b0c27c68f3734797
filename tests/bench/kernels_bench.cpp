#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <vector>

#include "core/compare/cell_counter.hpp"
#include "core/money/money.hpp"
#include "core/store/checksum.hpp"
#include "core/store/chunk.hpp"
#include "core/table/subject_index.hpp"
#include "core/table/subject_resolver.hpp"
#include "tests/support/push_keys.hpp"

namespace {

using namespace vk;

uint64_t scramble(uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

constexpr uint32_t kSlots = 40960;

std::vector<int64_t> amounts(uint64_t seed) {
  std::vector<int64_t> values;
  for (uint64_t i = 0; i < kSlots; ++i)
    values.push_back(static_cast<int64_t>(scramble(seed + i) >> (40 + scramble(i) % 16)));
  return values;
}

void parse_amounts(benchmark::State& state) {
  const Currency euro = Currency::from_code("EUR").value();
  const NumberFormat format;
  std::vector<std::string> texts;
  for (const int64_t value : amounts(1)) texts.push_back(to_plain({value, euro}));
  for (auto _ : state) {
    for (const std::string& text : texts) benchmark::DoNotOptimize(parse_money(text, euro, format));
  }
  state.SetItemsProcessed(state.iterations() * kSlots);
}
BENCHMARK(parse_amounts);

void resolve_keys(benchmark::State& state) {
  std::vector<std::string> keys;
  for (uint64_t i = 0; i < 1000000; ++i) keys.push_back("C" + std::to_string(100000000 + scramble(i) % 900000000));
  for (auto _ : state) {
    SubjectIndex index(bucket_bits_for(keys.size()), 1);
    SubjectResolver resolver(index, true);
    test::push_keys(resolver, index, keys);
    for (uint32_t bucket = 0; bucket < index.buckets(); ++bucket) benchmark::DoNotOptimize(resolver.resolve(bucket));
    benchmark::DoNotOptimize(index.size());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(keys.size()));
}
BENCHMARK(resolve_keys)->Unit(benchmark::kMillisecond);

void encode(benchmark::State& state) {
  const std::vector<int64_t> values = amounts(2);
  std::vector<std::byte> chunk;
  for (auto _ : state) {
    encode_chunk<int64_t>({{}, values, kSlots, Presence::told_elsewhere}, ChunkCodec::integers, chunk);
    benchmark::DoNotOptimize(chunk.data());
  }
  state.SetItemsProcessed(state.iterations() * kSlots);
}
BENCHMARK(encode);

void decode(benchmark::State& state) {
  std::vector<std::byte> chunk;
  encode_chunk<int64_t>({{}, amounts(3), kSlots, Presence::told_elsewhere}, ChunkCodec::integers, chunk);
  std::vector<int64_t> values(kSlots);
  for (auto _ : state) {
    decode_chunk<int64_t>(ChunkView(chunk), values);
    benchmark::DoNotOptimize(values.data());
  }
  state.SetItemsProcessed(state.iterations() * kSlots);
}
BENCHMARK(decode);

void checksums(benchmark::State& state) {
  const std::vector<std::byte> bytes(size_t{kSlots} * 4, std::byte{3});
  for (auto _ : state) benchmark::DoNotOptimize(checksum(bytes));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(bytes.size()));
}
BENCHMARK(checksums);

/// Two cycles of one bucket as a reader gives them: 3 states, 12 segments, most amounts small.
void count_cells_of_blocks(benchmark::State& state) {
  SnapshotHeader header;
  header.states = {
      {"committed", MoneyClass::secured}, {"uncertain", MoneyClass::at_risk}, {"leaving", MoneyClass::leaving}};
  header.segments.dimensions = {"segment"};
  std::vector<SlotCode> codes{SlotCode{}};
  for (uint16_t segment = 0; segment < 12; ++segment) {
    header.segments.tuples.push_back({std::string(1, static_cast<char>('a' + segment))});
    for (uint8_t code = 0; code < 3; ++code) codes.push_back({code, kActive | kActiveBefore, segment});
  }
  const CellLayout layout(header, header, Comparability{});
  const PairTable table(layout, codes, codes);
  std::array<std::vector<uint16_t>, 2> slots;
  std::array<std::vector<uint32_t>, 2> money;
  for (size_t side = 0; side < 2; ++side) {
    for (const int64_t value : amounts(side)) money.at(side).push_back(static_cast<uint32_t>(value));
    for (uint64_t i = 0; i < kSlots; ++i)
      slots.at(side).push_back(static_cast<uint16_t>(1 + scramble(i) % 12 * 3 + scramble(i + side) % 3));
  }
  CellCounter counter(table);
  for (auto _ : state) {
    for (size_t at = 0; at < kSlots; at += 1024) {
      const auto block = [&](size_t side) {
        return SlotBlock{
            false, std::span(slots.at(side)).subspan(at, 1024), std::span(money.at(side)).subspan(at, 1024), {}};
      };
      counter.add(block(0), block(1));
    }
  }
  benchmark::DoNotOptimize(counter.sums().data());
  state.SetItemsProcessed(state.iterations() * kSlots);
}
BENCHMARK(count_cells_of_blocks);

}  // namespace
