"""tools/dev/count_tests: the last line of tools/test counts test cases, whatever program ran them."""
import os
import unittest
from xml.sax.saxutils import escape

from fixture_tree import FixtureTree, run_check


def junit(*tests):
    """A JUnit file as ctest writes it, of (status, output)."""
    cases = ""
    for status, output in tests:
        extra = {"fail": '<failure message="Failed"/>', "notrun": '<skipped message="SKIP_RETURN_CODE=77"/>'}.get(status, "")
        cases += f'<testcase name="a" status="{status}">{extra}<system-out>{escape(output)}</system-out></testcase>'
    return f'<?xml version="1.0"?><testsuite>{cases}</testsuite>'


class CountTests(unittest.TestCase):
    def expect(self, counts, *tests):
        with FixtureTree({"tests.xml": junit(*tests)}) as root:
            self.assertEqual(run_check("count_tests", os.path.join(root, "tests.xml")), (0, [counts]))

    def test_catch_cases_are_counted(self):
        self.expect("12 0 0", ("run", "====\nAll tests passed (40 assertions in 12 test cases)\n\n"))
        self.expect("1 0 0", ("run", "All tests passed (1 assertion in 1 test case)\n"))

    def test_skipped_catch_cases_are_told_apart(self):
        self.expect("1 0 2", ("run", "skipped: no shared data\nskipped: no shared data\nAll tests passed (4 assertions in 3 test cases)\n"))

    def test_failed_catch_cases_are_counted(self):
        self.expect("2 1 0", ("fail", "test cases: 3 | 2 passed | 1 failed\nassertions: 9 | 8 passed | 1 failed\n"))

    def test_a_crash_before_the_summary_is_one_failure(self):
        self.expect("0 1 0", ("fail", "AddressSanitizer: heap-use-after-free\n"))

    def test_a_crash_after_a_good_summary_is_a_failure(self):
        self.expect("2 1 0", ("fail", "All tests passed (4 assertions in 3 test cases)\nLeakSanitizer: detected memory leaks\n"))

    def test_python_tests_are_counted(self):
        self.expect("3 0 0", ("run", "Ran 3 tests in 0.1s\n\nOK\n"))
        self.expect("2 1 1", ("fail", "Ran 4 tests in 0.1s\n\nFAILED (failures=1, skipped=1)\n"))

    def test_any_other_test_counts_as_one(self):
        self.expect("1 1 1", ("run", "layers: 0 problems\n"), ("fail", "style: 2 problems\n"), ("notrun", "skipped: no clang-format\n"))

    def test_sums_run_over_all_tests(self):
        self.expect("5 1 0", ("run", "All tests passed (4 assertions in 3 test cases)\n"), ("fail", "test cases: 3 | 2 passed | 1 failed\n"))


if __name__ == "__main__":
    unittest.main()
