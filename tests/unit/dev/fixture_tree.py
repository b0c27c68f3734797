"""A small source tree in a temporary folder, and the checks of tools/dev run over it."""
import os
import subprocess
import tempfile

SOURCE_DIR = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


class FixtureTree(tempfile.TemporaryDirectory):
    """FixtureTree({"core/base/a.hpp": "text"}): the folder exists until the end of the with block."""

    def __init__(self, files):
        super().__init__(prefix="vuosikello-test-")
        for path, text in files.items():
            full = os.path.join(self.name, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as stream:
                stream.write(text)


def run_check(check, *arguments):
    """(exit code, lines on stdout) of tools/dev/<check>."""
    done = subprocess.run([os.path.join(SOURCE_DIR, "tools", "dev", check), *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


def problems_of(check, files):
    """(exit code, the problems without the line of totals) that a check finds in a tree of `files`."""
    with FixtureTree(files) as root:
        code, lines = run_check(check, root)
    return code, lines[:-1]
