"""tools/README.md names every command and option of the program, and none that it does not have.

Usage: commands_documented_test.py PROGRAM"""
import os
import re
import subprocess
import sys
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "README.md")
OF_ALL = {"--help", "--as-of"}  # said once for all commands


def help_of(*command):
    return subprocess.run([PROGRAM, *command, "--help"], capture_output=True, text=True, check=True).stdout


def options_in(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+|(?<![\w-])-n\b", text))


def subcommands(*command):
    """The commands below `command`; itself when there are none."""
    text = help_of(*command)
    below = re.search(r"^Subcommands:\n((?:  .*\n)+)", text, re.M)
    if not below:
        return [command]
    names = re.findall(r"^  ([a-z]+)", below.group(1), re.M)
    return [leaf for name in names for leaf in subcommands(*command, name)]


def options_of(*command):
    """The options that the help of a command lists, each at the start of its line."""
    found = re.findall(r"^  ((?:-[\w-]+,?)+)", help_of(*command), re.M)
    return {option for line in found for option in options_in(line)} - OF_ALL


def rows():
    """Command -> its row, as the table of commands has it."""
    with open(README, encoding="utf-8") as stream:
        text = stream.read()
    found = {}
    table = text[text.index("| command |"):].split("\n\n")[0]
    for line in table.splitlines()[2:]:
        for code in re.findall(r"`([^`]+)`", line.split(" | ")[0].replace("\\|", "/")):
            words = re.match(r"[a-z]+(?: [a-z]+)*", code)
            if words:
                found[tuple(words.group(0).split())] = line
    return text, found


class Commands(unittest.TestCase):
    def test_every_command_and_option_stands_in_the_table(self):
        _, documented = rows()
        commands = subcommands()
        self.assertGreater(len(commands), 10)
        for command in commands:
            with self.subTest(" ".join(command)):
                self.assertIn(command, documented)
                missing = options_of(*command) - options_in(documented[command])
                self.assertFalse(missing, f"tools/README.md does not name {sorted(missing)} of {' '.join(command)}")

    def test_the_table_names_nothing_that_is_not_there(self):
        _, documented = rows()
        commands = set(subcommands())
        for command, row in documented.items():
            with self.subTest(" ".join(command)):
                self.assertIn(command, commands)
                known = set().union(*(options_of(*other) for other, line in documented.items() if line == row))
                unknown = options_in(row.split(" | ")[0]) - known - OF_ALL
                self.assertFalse(unknown, f"{' '.join(command)} has no {sorted(unknown)}")

    def test_options_of_the_program_stand_above_the_table(self):
        text, _ = rows()
        self.assertFalse(options_of() - options_in(text))


if __name__ == "__main__":
    unittest.main()
