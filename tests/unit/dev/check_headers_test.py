"""tools/dev/check_headers: a header that leans on its includer is found, in C++ and in C."""
import json
import os
import unittest

from fixture_tree import FixtureTree, run_check

GOOD = {
    "core/base/text.hpp": "#pragma once\n#include <string>\nstd::string trim(const std::string& text);\n",
    "core/sdk/vuosikello/plugin.h": "#pragma once\n#include <stdint.h>\nint32_t vk_version(void);\n",
}


class CheckHeaders(unittest.TestCase):
    def check(self, changes):
        with FixtureTree(GOOD | changes) as root:
            command = f"g++ -std=c++20 -Wall -Werror -include {root}/cmake_pch.hxx -o a.o -c {root}/core/base/text.cpp"
            with open(os.path.join(root, "compile_commands.json"), "w", encoding="utf-8") as stream:
                json.dump([{"directory": root, "file": f"{root}/core/base/text.cpp", "command": command}], stream)
            return run_check("check_headers", root, root)

    def test_headers_that_compile_alone_pass(self):
        self.assertEqual(self.check({}), (0, ["3 compilations", "headers: 0 problems"]))

    def test_a_missing_include_is_found(self):
        code, lines = self.check({"core/base/text.hpp": "#pragma once\nstd::string trim(const std::string& text);\n"})
        self.assertEqual((code, lines[1]), (1, "core/base/text.hpp: does not compile alone as c++"))

    def test_a_warning_is_a_problem(self):
        code, lines = self.check({"core/base/text.hpp": "#pragma once\ninline int one() { int unused = 1; return 1; }\n"})
        self.assertEqual((code, lines[1]), (1, "core/base/text.hpp: does not compile alone as c++"))

    def test_a_contract_that_is_no_c_is_found(self):
        code, lines = self.check({"core/sdk/vuosikello/plugin.h": "#pragma once\nnamespace vk {}\n"})
        self.assertEqual((code, lines[1]), (1, "vuosikello/plugin.h: does not compile alone as c"))


if __name__ == "__main__":
    unittest.main()
