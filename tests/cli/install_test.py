"""cmake --install: a user finds the program and its plugins, an author finds the SDK and builds a plugin outside this tree.

Usage: install_test.py BUILD_FOLDER"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request

SOURCE_DIR = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD_DIR = os.path.abspath(sys.argv.pop(1))
OUTSIDE = """cmake_minimum_required(VERSION 3.25)
project(outside CXX)
find_package(vuosikello-sdk 1 REQUIRED)
set(VK_SANITIZE "@SANITIZE@")
foreach(sanitizer IN LISTS VK_SANITIZE)
  add_compile_options(-fsanitize=${sanitizer})
endforeach()
vk_add_plugin(outside_survey survey_state.cpp)
"""


def run(*command, cwd=None):
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def cached(name):
    """The value of a variable in the build's CMake cache."""
    with open(os.path.join(BUILD_DIR, "CMakeCache.txt"), encoding="utf-8") as cache:
        return next((line.split("=", 1)[1].strip() for line in cache if line.startswith(name + ":")), "")


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="vuosikello-test-")
        cls.prefix = os.path.join(cls.temporary.name, "prefix")
        run("cmake", "--install", BUILD_DIR, "--prefix", cls.prefix)
        cls.program = os.path.join(cls.prefix, "bin", "vuosikello")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_everything_lies_where_a_user_expects_it(self):
        for path in ("bin/vuosikello", "lib/vuosikello/vuosikello-serve", "lib/vuosikello/plugins/survey_state.so", "lib/vuosikello/plugins/purchase_state.so",
                     "lib/vuosikello/plugins/secure_revenue.so", "include/vuosikello/plugin.h", "include/vuosikello/plugin.hpp",
                     "lib/cmake/vuosikello-sdk/vuosikello-sdk-config.cmake", "share/vuosikello/calendars/examples/seed_8000/run",
                     "share/vuosikello/systemd/vuosikello.timer", "share/doc/vuosikello/README.md", "share/doc/vuosikello/LICENSE"):
            with self.subTest(path):
                self.assertTrue(os.path.isfile(os.path.join(self.prefix, path)))

    def test_the_program_tells_its_version(self):
        self.assertRegex(run(self.program, "--version"), r"^vuosikello \d+\.\d+\.\d+\n$")

    def test_the_program_finds_its_plugins(self):
        listed = [line.split()[0] for line in run(self.program, "plugins", "list").splitlines()]
        self.assertEqual(listed, ["purchase_state", "secure_revenue", "survey_state"])

    def test_the_installed_example_runs(self):
        folder = os.path.join(self.temporary.name, "seed")
        run(os.path.join(self.prefix, "share/vuosikello/calendars/examples/seed_8000/run"), self.program, folder)
        self.assertTrue(os.path.isfile(os.path.join(folder, "reports", "board-2026.html")))
        self.check_pages(os.path.join(folder, "2026"))

    def test_without_the_web_server_serve_says_what_to_do(self):
        alone = os.path.join(self.temporary.name, "alone", "bin", "vuosikello")
        os.makedirs(os.path.dirname(alone))
        shutil.copy(self.program, alone)
        done = subprocess.run([alone, "serve"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("alone/lib/vuosikello/vuosikello-serve cannot be started: No such file or directory; install", done.stdout)

    def check_pages(self, folder):
        command = [self.program, "--config", folder, "serve", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                with urllib.request.urlopen(server.stdout.readline().strip(), timeout=30) as page:
                    self.assertIn("board", page.read().decode())
            finally:
                server.terminate()
        self.assertEqual(server.returncode, 0)

    def test_a_project_outside_builds_a_plugin(self):
        project = os.path.join(self.temporary.name, "outside")
        shutil.copytree(os.path.join(SOURCE_DIR, "plugins/measurement/survey_state"), project)
        with open(os.path.join(project, "CMakeLists.txt"), "w", encoding="utf-8") as stream:
            stream.write(OUTSIDE.replace("@SANITIZE@", cached("VK_SANITIZE")))
        run("cmake", "-S", project, "-B", project + "/build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}",
            f"-DCMAKE_CXX_COMPILER={cached('CMAKE_CXX_COMPILER')}")
        run("cmake", "--build", project + "/build")
        made = os.path.join(project, "build/lib/vuosikello/plugins/outside_survey.so")
        self.assertIn("vk_plugin_entry_v1", run("nm", "-D", "--defined-only", made))


if __name__ == "__main__":
    unittest.main()
