"""The author's kit: the guide's commands do what they say, and every template passes its checks whatever the compiler.

Usage: kit_test.py BUILD_FOLDER"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE_DIR = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD_DIR = os.path.abspath(sys.argv.pop(1))
COMPILERS = {"g++": "gcc", "clang++": "clang"}


def run(*command, cwd=None, env=None):
    done = subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def guide_commands():
    """The lines of the ```sh blocks of plugins/README.md."""
    with open(os.path.join(SOURCE_DIR, "plugins", "README.md"), encoding="utf-8") as stream:
        blocks = re.findall(r"```sh\n(.*?)```", stream.read(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


class Kit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="vuosikello-test-")
        cls.folder = cls.temporary.name
        cls.prefix = os.path.join(cls.folder, "prefix")
        run("cmake", "--install", BUILD_DIR, "--prefix", cls.prefix)
        cls.program = os.path.join(cls.prefix, "bin", "vuosikello")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_every_command_of_the_guide_runs(self):
        commands = guide_commands()
        self.assertTrue(any("plugins new" in line for line in commands))
        script = os.path.join(self.folder, "guide.sh")
        with open(script, "w", encoding="utf-8") as stream:
            stream.write("set -eux\n" + "\n".join(commands) + "\n")
        said = run("/bin/sh", script, cwd=self.folder, env=dict(os.environ, PREFIX=self.prefix))
        self.assertIn("100% tests passed", said)
        self.assertIn("org.example.churn 1.0.0: 23 ok, 0 failed, 0 skipped", said)

    def test_each_template_passes_with_each_compiler(self):
        for cxx, cc in COMPILERS.items():
            if shutil.which(cxx) is None:
                print(f"{cxx} is not installed", file=sys.stderr)
                continue
            for kind in ("measurement", "content", "c"):
                with self.subTest(compiler=cxx, kind=kind):
                    self.check_template(kind, cxx, cc)

    def check_template(self, kind, cxx, cc):
        project = os.path.join(self.folder, f"{kind}-{cc}")
        compiler = f"-DCMAKE_C_COMPILER={cc}" if kind == "c" else f"-DCMAKE_CXX_COMPILER={cxx}"
        run(self.program, "plugins", "new", "--kind", kind, "--id", "org.example.some-thing", project)
        run("cmake", "-S", project, "-B", project + "/build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}", compiler)
        run("cmake", "--build", project + "/build")
        made = os.path.join(project, "build/lib/vuosikello/plugins/org.example.some-thing.so")
        told = json.loads(run(self.program, "--output", "json", "plugins", "check", made, "--project", project))
        self.assertEqual(told["failed"], 0)
        self.assertEqual([each["check"] for each in told["checks"] if each["verdict"] == "skipped"],
                         ["slices"] if kind == "content" else [])

    def test_a_folder_in_use_and_a_wrong_id_are_refused(self):
        for arguments, message in ((("--id", "Churn", "new"), 'is no plugin id'), (("--id", "churn", "."), "has something in it")):
            done = subprocess.run([self.program, "plugins", "new", *arguments], cwd=self.folder, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(message, done.stderr)


if __name__ == "__main__":
    unittest.main()
