"""tools/dev/check_style: each rule holds on a good tree and can fail on a bad one."""
import unittest

from fixture_tree import problems_of

GOOD = {
    "README.md": "core/ plugins/ tests/ tools/",
    "core/README.md": "`base/` comes first, then store/",
    "core/store/README.md": "the format",
    "core/base/text.hpp": "#pragma once\nint to_tolower_free(int);\n",
    "core/base/text.cpp": '#include "core/base/text.hpp"\n// tolower is banned\nconst char* kName = "strftime";\n',
    "plugins/README.md": "the author's guide",
    "plugins/content/aim/README.md": "what it does",
    "tests/README.md": "kinds of test",
    "tools/README.md": "commands",
    "tools/vuosikello/main.cpp": "auto now() { return std::chrono::system_clock::now(); }\n",
}
LOCALE = "depends on the locale or on chance; use core/base/text.hpp or a seed"
CLOCK = "only tools/vuosikello reads the wall clock; take an Instant as a parameter"


class CheckStyle(unittest.TestCase):
    def expect(self, changes, expected):
        files = {path: text for path, text in (GOOD | changes).items() if text is not None}
        code, problems = problems_of("check_style", files)
        self.assertEqual(problems, expected)
        self.assertEqual(code, 1 if expected else 0)

    def expect_in_text_cpp(self, line, expected):
        self.expect({"core/base/text.cpp": f"\n{line}\n"}, [f"core/base/text.cpp:2: {expected}"])

    def test_a_good_tree_passes(self):
        self.expect({}, [])

    def test_a_long_file_is_found(self):
        self.expect({"core/base/text.cpp": "int a;\n" * 600}, [])
        self.expect({"core/base/text.cpp": "int a;\n" * 601}, ["core/base/text.cpp: 601 lines, at most 600 are allowed"])

    def test_left_overs_are_found_in_every_kind_of_file(self):
        for path in ("core/base/text.cpp", "tools/README.md", "tools/dev/check_it", "tools/dev/a.cmake"):
            for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"):
                with self.subTest(path=path, word=word):
                    self.expect({path: f"ok\n// {word}: later\n"}, [f"{path}:2: {word}: finish it or file an issue"])

    def test_a_banner_is_found(self):
        self.expect_in_text_cpp("// ---------- reading ----------", "banner: a file is one concept and needs no sections")

    def test_functions_of_locale_and_chance_are_found(self):
        for name in ("std::random_device", "std::strtod", "atof", "std::stod", "setlocale", "strftime", "std::tolower", "isspace"):
            with self.subTest(name):
                self.expect_in_text_cpp(f"auto a = {name}(b);", f"{name.removeprefix('std::')}: {LOCALE}")

    def test_the_wall_clock_has_one_place(self):
        for call in ("system_clock::now", "time(nullptr)", "std::time(NULL)", "gettimeofday", "localtime"):
            with self.subTest(call):
                self.expect_in_text_cpp(f"auto a = {call};", f"{call}: {CLOCK}")

    def test_a_header_begins_with_pragma_once(self):
        self.expect({"core/base/text.hpp": "int a;\n"}, ["core/base/text.hpp:1: a header begins with #pragma once"])

    def test_a_header_opens_no_namespace(self):
        self.expect({"core/base/text.hpp": "#pragma once\nusing namespace std;\n"},
                    ["core/base/text.hpp:2: no using namespace in a header"])

    def test_a_vague_type_name_is_found(self):
        self.expect_in_text_cpp("class StoreManager {};", "StoreManager: name the type for what it is")

    def test_one_stem_has_one_place(self):
        self.expect({"tools/vuosikello/text.cpp": "int a;\n"}, ["text: the same file name in core/base, tools/vuosikello"])

    def test_a_missing_readme_is_found(self):
        for path in ("README.md", "core/README.md", "core/store/README.md", "tools/README.md", "plugins/content/aim/README.md"):
            with self.subTest(path):
                # The folder stays, so that only its page is missing.
                folder_file = path.replace("README.md", "sample.toml")
                self.expect({path: None, folder_file: "a = 1\n"}, [f"{path}: is missing"])

    def test_readmes_name_every_folder(self):
        self.expect({"README.md": "core/ plugins/ tests/"}, ["README.md: does not name the folder tools/"])
        self.expect({"core/README.md": "store/"}, ["core/README.md: does not name the folder base/"])


if __name__ == "__main__":
    unittest.main()
