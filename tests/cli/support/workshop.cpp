#include "tests/cli/support/workshop.hpp"

#include <Poco/JSON/Parser.h>

#include <catch2/catch.hpp>

#include "core/base/file.hpp"

namespace vk::test {

Workshop::Workshop(std::string_view calendar) {
  folder_.write("calendar.toml", calendar);
}

std::string Workshop::read(std::string_view name) const {
  return read_file(folder_ / name);
}

ProgramResult Workshop::run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"--config", folder_.path().string()});
  return run_vuosikello(std::move(arguments));
}

ProgramResult Workshop::run_as_of(std::string as_of, std::vector<std::string> more) const {
  more.insert(more.begin(), {"run", "--once", "--as-of", std::move(as_of)});
  return run(std::move(more));
}

ProgramResult run_vuosikello(std::vector<std::string> arguments) {
  ProgramCall call;
  call.program = VK_PROGRAM;
  call.arguments = std::move(arguments);
  return run_program(call);
}

Poco::JSON::Object::Ptr parse_json(std::string_view text) {
  Poco::JSON::Parser parser;
  try {
    return parser.parse(std::string{text}).extract<Poco::JSON::Object::Ptr>();
  } catch (const Poco::Exception& problem) {
    FAIL("not a JSON object: " << problem.displayText() << "\n" << text.substr(0, 400));
  }
  return {};
}

std::string small_calendar() {
  return R"toml(format   = 1
name     = "Ten customers"
timezone = "Europe/Helsinki"
currency = "EUR"

[source.customers]
csv = "customers.csv"

[source.invoices]
csv     = "invoices.csv"
subject = "id"
date    = "day"

[source.answers]
csv     = "answers-{cycle}.csv"
subject = "id"

[audience.customers]
register = "customers"
key      = "id"
segments = ["size"]

[metric.purchases]
source = "invoices"
sum    = "amount"
window = "the cycle"

[[measurement]]
id         = "pulse"
audience   = "customers"
plugin     = "survey_state"
every      = "year"
opens      = "December 31"
stays_open = "1 day"
catch_up   = "all"
money      = "purchases"
inputs     = { answers = "answers" }
states     = [{ name = "committed", money = "secured" }, { name = "uncertain", money = "at_risk" }, { name = "leaving", money = "leaving" }]
[measurement.options]
rule = [{ state = "leaving", when = "stay <= 2" }, { state = "committed", when = "stay >= 6" }, { state = "uncertain", when = "answered(stay)" }]

[[report]]
id      = "board"
after   = ["pulse"]
formats = ["html", "md", "json", "csv"]
to      = ["folder:reports"]
)toml";
}

void write_small_data(const Workshop& workshop) {
  workshop.write("customers.csv",
                 "id,size\nA,small\nB,small\nC,large\nD,large\nE,small\nF,small\nG,large\nH,small\nI,small\nJ,large\n");
  workshop.write(
      "invoices.csv",
      "id,day,amount\nA,2025-02-01,100.00\nB,2025-03-01,50.00\nC,2025-03-02,10.10\nD,2025-04-01,0\nE,2025-05-01,70.25\n"
      "A,2026-02-01,120.00\nB,2026-03-01,20.00\nC,2026-03-02,10.10\nF,2026-01-15,33.33\nA,2024-01-01,5.00\n"
      "G,2024-06-01,9.00\nG,2026-06-01,9.50\n");
  workshop.write("answers-2025.csv", "id,stay\nA,7\nB,4\nC,1\nD,6\nE,3\nX,5\n");
  workshop.write("answers-2026.csv", "id,stay\nA,7\nB,2\nC,6\nF,6\nG,4\n");
}

}  // namespace vk::test
