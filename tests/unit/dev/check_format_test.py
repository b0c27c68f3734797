"""tools/dev/check_format: a formatted tree passes, and the first bad place of each file is told."""
import shutil
import unittest

from fixture_tree import FixtureTree, run_check

STYLE = {".clang-format": "BasedOnStyle: Google\n"}


@unittest.skipUnless(shutil.which("clang-format"), "clang-format is not installed")
class CheckFormat(unittest.TestCase):
    def test_a_formatted_tree_passes(self):
        with FixtureTree(STYLE | {"core/a.cpp": "int a;\n", "tests/b.hpp": "int b;\n"}) as root:
            self.assertEqual(run_check("check_format", root), (0, ["format: 2 files, 0 problems"]))

    def test_each_bad_file_is_named_once(self):
        files = STYLE | {"core/a.cpp": "int a;\n", "core/b.cpp": "int   b;\nint  c;\n", "tools/c.h": "int a ;\n"}
        problem = "not formatted; run tools/dev/check_format --fix"
        with FixtureTree(files) as root:
            code, lines = run_check("check_format", root)
            self.assertEqual((code, lines), (1, [f"core/b.cpp:1:4: {problem}", f"tools/c.h:1:6: {problem}"]))
            self.assertEqual(run_check("check_format", "--fix", root)[0], 0)
            self.assertEqual(run_check("check_format", root)[0], 0)


if __name__ == "__main__":
    unittest.main()
