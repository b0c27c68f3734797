"""tools/dev/check_layers: each rule holds on a good tree and can fail on a bad one."""
import unittest

from fixture_tree import problems_of

LAYERS = """# comment
base:
money: base
sdk:
plan: base money sdk
only sqlite3.h: core/plan
"""
GOOD = {
    "core/layers.txt": LAYERS,
    "core/base/text.hpp": "#include <string>\n",
    "core/money/money.hpp": '#include "core/base/text.hpp"\n',
    "core/sdk/vuosikello/plugin.h": "#include <stdint.h>\n",
    "core/plan/plan.cpp": '#include <sqlite3.h>\n#include <vuosikello/plugin.h>\n#include "core/money/money.hpp"\n',
    "plugins/measurement/survey/survey.cpp": '#include <vuosikello/plugin.h>\n#include <vector>\n#include "rule.hpp"\n',
    "tools/vuosikello/main.cpp": '#include <fmt/format.h>\n#include "core/plan/plan.hpp"\n',
}


class CheckLayers(unittest.TestCase):
    def expect(self, changes, expected):
        code, problems = problems_of("check_layers", GOOD | changes)
        self.assertEqual(problems, expected)
        self.assertEqual(code, 1 if expected else 0)

    def test_a_good_tree_passes(self):
        self.expect({}, [])

    def test_a_commented_include_is_none(self):
        self.expect({"core/base/text.hpp": '// #include "core/plan/plan.hpp"\n/*\n#include "core/plan/plan.hpp"\n*/\n'}, [])

    def test_an_include_of_a_later_stage_is_found(self):
        self.expect({"core/base/text.hpp": '\n#  include "core/money/money.hpp"\n', "core/money/money.hpp": ""},
                    ["core/base/text.hpp:2: core/money/money.hpp: core/base may not include core/money"])

    def test_an_include_of_the_sdk_needs_permission(self):
        self.expect({"core/money/money.hpp": "#include <vuosikello/plugin.h>\n"},
                    ["core/money/money.hpp:1: vuosikello/plugin.h: core/money may not include core/sdk"])

    def test_a_library_has_one_place(self):
        self.expect({"tools/vuosikello/main.cpp": "#include <sqlite3.h>\n"},
                    ["tools/vuosikello/main.cpp:1: sqlite3.h: only core/plan may include sqlite3.h"])

    def test_a_folder_without_a_line_is_found(self):
        self.expect({"core/extra/a.hpp": ""}, ["core/extra/a.hpp: core/extra has no line in core/layers.txt"])

    def test_a_stage_allowing_a_later_one_is_found(self):
        self.expect({"core/layers.txt": LAYERS.replace("base:", "base: plan", 1)},
                    ["core/layers.txt:2: base may include plan, which is no earlier folder"])

    def test_a_plugin_sees_the_sdk_only(self):
        expected = "a plugin may include <vuosikello/...>, standard headers and its own files only"
        for name in ("<fmt/format.h>", '"core/base/text.hpp"', "<sqlite.h>"):
            with self.subTest(name):
                self.expect({"plugins/measurement/survey/survey.cpp": f"#include {name}\n"},
                            [f"plugins/measurement/survey/survey.cpp:1: {name[1:-1]}: {expected}"])

    def test_the_sdk_includes_nothing_of_ours(self):
        self.expect({"core/sdk/vuosikello/plugin.h": '#include "core/base/text.hpp"\n'},
                    ["core/sdk/vuosikello/plugin.h:1: core/base/text.hpp: the SDK may include itself and standard headers only"])

    def test_a_path_not_from_the_root_is_found(self):
        self.expect({"core/base/text.hpp": '#include "other.hpp"\n'},
                    ['core/base/text.hpp:1: other.hpp: write the path from the root: "core/..."'])

    def test_an_include_cycle_is_found(self):
        self.expect({"core/base/text.hpp": '#include "core/base/word.hpp"\n', "core/base/word.hpp": '#include "core/base/text.hpp"\n'},
                    ["include cycle: core/base/text.hpp -> core/base/word.hpp -> core/base/text.hpp"])


if __name__ == "__main__":
    unittest.main()
