#include "core/table/record_scanner.hpp"

#include <catch2/catch.hpp>

#include <random>

#include "tests/support/table_reading.hpp"

namespace {

using Records = std::vector<std::vector<std::string>>;

/// The reference: one character at a time, cells raw as they stand in the text.
Records scalar_records(const std::string& text) {
  Records records;
  std::vector<std::string> cells(1);
  bool open = false;
  bool quoted = false;
  bool just_closed = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool after_close = just_closed;
    just_closed = false;
    if (c == '"') {
      if (open) {
        open = false;
        just_closed = true;
      } else if (quoted) {
        open = after_close;
      } else if (cells.back().find_first_not_of(" \t") == std::string::npos) {
        open = quoted = true;
      }
    } else if (!open && (c == ',' || c == '\n' || c == '\r')) {
      if (c == '\n' && i > 0 && text[i - 1] == '\r') continue;
      quoted = false;
      if (c == ',') {
        cells.emplace_back();
      } else {
        records.push_back(cells);
        cells.assign(1, "");
      }
      continue;
    }
    cells.back() += c;
  }
  if (open) return records;
  if (cells.size() > 1 || !cells.front().empty()) records.push_back(cells);
  return records;
}

Records scanned_records(const std::string& text, uint32_t block, vk::ScanPath path) {
  const vk::test::TempFolder folder;
  vk::ByteSource source(folder.write("d.csv", text));
  vk::TextStream stream(source, vk::Encoding::utf8);
  vk::ReaderTuning tuning;
  tuning.block_bytes = block;
  tuning.scan = path;
  vk::RecordReader reader(stream, {}, tuning);
  Records records;
  while (reader.next()) {
    for (const vk::Record& record : reader.records()) {
      std::vector<std::string> cells;
      uint32_t start = record.start;
      for (uint32_t i = 0; i < record.cells; ++i) {
        const uint32_t end = reader.separators()[record.first_separator + i];
        cells.emplace_back(reader.text() + start, end - start);
        start = end + 1;
      }
      records.push_back(std::move(cells));
    }
  }
  return records;
}

}  // namespace

TEST_CASE("record scanner: every block size and path cuts random text as one character at a time does") {
  const unsigned seed = 20260303;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const std::string signs = "ab,,\"\"\n\r \tx1";
  for (int round = 0; round < 150; ++round) {
    std::string text;
    const size_t length = random() % 300;
    for (size_t i = 0; i < length; ++i) {
      const bool calm = round % 3 == 0 && random() % 8 != 0;
      text += calm ? 'q' : signs[random() % signs.size()];
    }
    const Records expected = scalar_records(text);
    for (const uint32_t block : {1U, 2U, 7U, 63U, 64U, 65U, 128U, 4096U}) {
      INFO("block " << block << " text " << Catch::StringMaker<std::string>::convert(text));
      CHECK(scanned_records(text, block, vk::ScanPath::vector) == expected);
      CHECK(scanned_records(text, block, vk::ScanPath::portable) == expected);
    }
  }
}

TEST_CASE("chunk scan: the vector path and its portable twin see the same") {
  const unsigned seed = 20260304;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(64, 'x');
    for (char& c : bytes) {
      if (random() % 3 == 0) c = static_cast<char>(random() % 256);
      if (random() % 5 == 0) c = ",\"\n\r\x8c\xa2"[random() % 6];
    }
    const vk::ScanSigns signs{round % 2 == 0 ? ',' : '\xA2', '"'};
    CHECK(vk::ChunkScan(signs)(bytes.data()) == vk::PortableChunkScan(signs)(bytes.data()));
  }
}

TEST_CASE("record reader: typed columns do not depend on the block size") {
  std::string bytes = "n,s\r\n";
  for (int i = 0; i < 400; ++i) {
    bytes += i % 7 == 0 ? "\"1 000\"" : i % 13 == 0 ? "" : std::to_string(i * 37);
    bytes += i % 5 == 0 ? ",\"a\r\n\"\"b\"\"\"\r\n" : ",\u00E4" + std::to_string(i % 11) + "\r\n";
  }
  const std::vector<vk::ColumnRequest> columns{vk::test::column("n", vk::CellKind::integer),
                                               vk::test::column("s", vk::CellKind::dictionary)};
  const vk::test::Reading whole = vk::test::read_text(bytes, {}, columns);
  REQUIRE(whole.rendered.empty());
  REQUIRE(whole.source.rows == 400);
  for (uint32_t block = 1; block < 200; block += block < 20 ? 1 : 17) {
    vk::ReaderTuning tuning;
    tuning.block_bytes = block;
    const vk::test::Reading pieces = vk::test::read_text(bytes, {}, columns, tuning);
    CHECK(pieces.at("n").int64s == whole.at("n").int64s);
    CHECK(pieces.at("n").missing == whole.at("n").missing);
    CHECK(pieces.texts("s") == whole.texts("s"));
    CHECK(pieces.source.provenance[0].content_sha256 == whole.source.provenance[0].content_sha256);
  }
}

TEST_CASE(
    "record reader: the hash of a source with very many words and far amounts does not depend on the block size") {
  constexpr int kRows = 70000;
  const auto file = [](int odd_row) {
    std::string bytes = "n,s\n";
    for (int i = 0; i < kRows; ++i) {
      const int64_t amount = i % 1000 == 7 ? int64_t{i} << 33 : i;
      bytes += std::to_string(amount) + ",w" + std::to_string(i == odd_row ? 5 : i % 3 == 0 ? i / 2 : i) + "\n";
    }
    return bytes;
  };
  const std::vector<vk::ColumnRequest> columns{vk::test::column("n", vk::CellKind::integer),
                                               vk::test::column("s", vk::CellKind::dictionary)};
  const auto hash = [&](const std::string& bytes, uint32_t block) {
    vk::ReaderTuning tuning;
    tuning.block_bytes = block;
    const vk::test::Reading reading = vk::test::read_text(bytes, {}, columns, tuning);
    REQUIRE(reading.source.rows == kRows);
    return reading.source.provenance[0].content_sha256;
  };
  const std::string whole = hash(file(-1), 16 * 1024 * 1024);
  for (const uint32_t block : {1000U, 4096U, 77777U, 1000000U}) CHECK(hash(file(-1), block) == whole);
  for (const int row : {0, 200, 300, 65000, kRows - 1}) CHECK(hash(file(row), 4096) != whole);
}
