#include <catch2/catch.hpp>
#include <vuosikello/input.hpp>
#include <vuosikello/output.hpp>

namespace {

using namespace vk::sdk;

/// A stream of one struct column with `format` and the given buffers.
ArrowArrayStream stream_of(ColumnBuffers column, int64_t rows) {
  auto list = std::make_unique<BatchList>();
  column.length = rows;
  list->batches.push_back({{column}, rows});
  ArrowArrayStream stream{};
  make_stream(std::move(list), &stream);
  return stream;
}

std::string read_error(ColumnBuffers column, int64_t rows) {
  ArrowArrayStream stream = stream_of(std::move(column), rows);
  try {
    Input::read(&stream);
    return "";
  } catch (const Failure& e) {
    CHECK(stream.release == nullptr);
    return e.what();
  }
}

}  // namespace

TEST_CASE("input: an offset and missing values are applied") {
  const int64_t values[] = {9, 1, 2, 3};
  const uint8_t valid[] = {0b1011};
  ColumnBuffers column;
  column.name = "a";
  column.nullable = true;
  column.offset = 1;
  column.null_count = 1;
  column.buffers = {valid, values};
  ArrowArrayStream stream = stream_of(column, 3);
  Input input = Input::read(&stream);
  const Column& read = input.column("a");
  REQUIRE(read.rows() == 3);
  CHECK(read.int64s()[0] == 1);
  CHECK_FALSE(read.is_missing(0));
  CHECK(read.is_missing(1));
  CHECK_FALSE(read.is_missing(2));
}

TEST_CASE("input: batches with different dictionaries become one column") {
  auto list = std::make_unique<BatchList>();
  const int32_t codes[] = {0, 1};
  const int32_t offsets[] = {0, 2, 5};
  for (const char* words : {"noyes", "yesno"}) {
    ColumnBuffers column;
    column.name = "q";
    column.format = "i";
    column.length = 2;
    column.buffers = {nullptr, codes};
    column.has_dictionary = true;
    column.word_count = 2;
    static const int32_t other[] = {0, 3, 5};
    column.word_offsets = words[0] == 'n' ? offsets : other;
    column.word_bytes = words;
    list->batches.push_back({{column}, 2});
  }
  ArrowArrayStream stream{};
  make_stream(std::move(list), &stream);
  Input input = Input::read(&stream);
  const Column& column = input.column("q");
  REQUIRE(column.rows() == 4);
  CHECK(column.words().size() == 2);
  CHECK(column.text_at(0) == "no");
  CHECK(column.text_at(1) == "yes");
  CHECK(column.text_at(2) == "yes");
  CHECK(column.text_at(3) == "no");
}

TEST_CASE("input: everything outside the profile is refused by name") {
  const int32_t numbers[] = {1, 2};
  ColumnBuffers column;
  column.name = "a";
  column.buffers = {nullptr, numbers};
  column.format = "i";
  CHECK(read_error(column, 2) == "column \"a\" has Arrow format \"i\"; only l, C, g, u and dictionary text are read");
  column.format = "C";
  column.null_count = 1;
  const uint8_t none[] = {0};
  column.buffers = {none, numbers};
  CHECK(read_error(column, 2) == "column \"a\" has missing values but is not declared nullable");
  column.buffers = {nullptr};
  CHECK(read_error(column, 2) == "column \"a\" has 1 buffers, not 2");
  const int32_t backwards[] = {0, 3, 1};
  column.format = "u";
  column.buffers = {nullptr, backwards, "abc"};
  CHECK(read_error(column, 2) == "column \"a\" has text offsets that run backwards at row 1");
}

TEST_CASE("input: a dictionary code outside the words is refused") {
  const int32_t codes[] = {0, 2};
  const int32_t offsets[] = {0, 1};
  ColumnBuffers column;
  column.name = "q";
  column.format = "i";
  column.buffers = {nullptr, codes};
  column.has_dictionary = true;
  column.word_count = 1;
  column.word_offsets = offsets;
  column.word_bytes = "x";
  CHECK(read_error(column, 2) == "column \"q\" has dictionary code 2 of 1 words at row 1");
}

TEST_CASE("output: columns of different length and two types under one name are refused") {
  Output out;
  out.int64("subject") = {1, 2};
  out.uint8("state") = {1};
  ArrowArrayStream stream{};
  CHECK_THROWS_WITH(out.give(&stream), "column \"state\" has 1 rows, \"subject\" has 2");
  Output other;
  other.int64("state");
  CHECK_THROWS_WITH(other.uint8("state"), "column \"state\" is written as two different types");
}

TEST_CASE("error: a long text is cut at a whole character") {
  vk_error error{};
  error.size = sizeof error;
  std::string long_text(1000, 'a');
  long_text[895] = '\xC3';
  long_text.insert(896, "\xA4");
  fill_error(&error, VK_FAILED, "rule", long_text.substr(0, 894) + "\xC3\xA4" + "bcd");
  CHECK(std::string(error.message) == long_text.substr(0, 894));
  vk_error small{};
  small.size = 8;
  fill_error(&small, VK_FAILED, "rule", "text");
  CHECK(small.code == VK_FAILED);
  CHECK(small.message[0] == '\0');
}
