# SPDX-License-Identifier: GPL-2.0-or-later
"""What run.py makes of what suites say: nothing counts as passed that did not say so, and no part hides another."""
import contextlib
import io
import unittest

import run

END = "Ran 3 tests in 1.234s\n"
REASONS = run.named("# no name\n\nprogram.a.A.test_b\n    Windows has none\n\nprogram.a.A.test_c [one.md: x -y]\n    other digits\n")


def total(text, suite="program.a"):
    """The sum after one suite has said so."""
    of_all = run.Sum(REASONS)
    of_all.add(suite, run.outcomes(suite, text))
    return of_all


class Outcomes(unittest.TestCase):
    def test_as_on_linux(self):
        text = "test_x (a_test.A.test_x) ... ok\ntest_y (a_test.A.test_y)\nIt has a sentence. ... ok\ntest_z (a_test.A.test_z) ... noise\nok\n"
        self.assertEqual((3, 0, 0, 0), total(text + END).counts())

    def test_named(self):
        """By its whole name, whatever its part; by that of a part, for which no other part is excused."""
        failed = "test_b (a_test.A.test_b) ... FAIL\n" + END + "FAIL: test_b (a_test.A.test_b) [['-D']]\n"
        self.assertEqual((0, 1, 0, 0), total(failed).counts())
        part = END + "FAIL: test_c (a_test.A.test_c) [one.md: x -y]\n"
        self.assertEqual((0, 1, 0, 0), total(part).counts())
        both = total(part + "ERROR: test_c (a_test.A.test_c) [two.md: x]\n")
        self.assertEqual((0, 0, 0, 1), both.counts())
        self.assertEqual(["program.a.A.test_c [two.md: x]"], both.trouble)

    def test_named_yet_it_passes(self):
        text = "test_b (a_test.A.test_b) ... ok\n" + END + "FAIL: test_c (a_test.A.test_c) [one.md: x -y]\n"
        self.assertEqual(["program.a.A.test_b"], total(text).stale)

    def test_skipped_is_not_passed(self):
        text = "test_x (a_test.A.test_x) ... skipped 'no jq'\ntest_y (a_test.A.test_y) ... \n" \
               "  test_y (a_test.A.test_y) [a\n  b] ... skipped 'no suricata'\ntest_z (a_test.A.test_z) ... ok\n" + END
        self.assertEqual((1, 0, 2, 0), total(text).counts())
        self.assertEqual(["no jq", "no suricata"], list(total(text).skipped.values()))

    def test_a_part_named_a_part_skipped(self):
        text = "test_c (a_test.A.test_c) ... \n  test_c (a_test.A.test_c) [two.md: y] ... skipped 'no jq'\n" + END + \
               "FAIL: test_c (a_test.A.test_c) [one.md: x -y]\n"
        self.assertEqual((0, 1, 0, 0), total(text).counts())
        self.assertEqual({"program.a.A.test_c": "no jq"}, total(text).skipped)

    def test_not_to_the_end(self):
        """Of a case, or of a suite that has been ended, could not begin, or has none."""
        self.assertEqual(["program.a.A.test_x"], total("test_x (a_test.A.test_x) ... \ntest_y (a_test.A.test_y) ... ok\n" + END).trouble)
        for text in ("", "tshark -G plugins does not list the plugin\n", "test_x (a_test.A.test_x) ... ok\n", "Ran 0 tests in 0.000s\n"):
            self.assertEqual(1, len(total(text).trouble), text)

    def test_summary(self):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            total("test_x (a_test.A.test_x) ... ok\ntest_y (a_test.A.test_y) ... skipped 'why'\n" + END).show(["program.add"])
        self.assertIn("Skipped, it or a part of it: program.a.A.test_y: why\n", said.getvalue())
        self.assertRegex(said.getvalue(), r"0 of the \d+ suites of tests/tshark, 1 of the \d+ suites of tests/program: "
                                          r"1 cases as on Linux, 0 named, 1 skipped, 0 failed\n1 passed, 0 failed\n$")


if __name__ == "__main__":
    unittest.main()
