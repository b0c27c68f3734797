"""What the timing scripts of this folder share: files of two cycles with a calendar, and one timed process."""
import os
import re
import shutil
import subprocess
import sys
import time

CALENDAR = """format   = 1
name     = "Benchmark"
timezone = "UTC"
currency = "JPY"
store    = "ours.db"

[source.customers]
csv = "data/cycle-{cycle}.csv"

[audience.customers]
register = "customers"
key      = "subject"
segments = ["segment"]

[metric.amount]
source = "customers"
sum    = "amount"
window = "all"

[[measurement]]
id         = "renewal"
audience   = "customers"
plugin     = "survey_state"
every      = "year"
opens      = "January 1"
stays_open = "1 week"
catch_up   = "all"
money      = "amount"
inputs     = { answers = "customers" }
states     = [
  { name = "committed", money = "secured" },
  { name = "uncertain", money = "at_risk" },
  { name = "leaving", money = "leaving" },
]
[measurement.options]
rule = [
  { state = "committed", when = 'state == "committed"' },
  { state = "uncertain", when = 'state == "uncertain"' },
  { state = "leaving", when = 'state == "leaving"' },
]
scores = [
  { name = "weight", column = "weight" },
  { name = "score", column = "score" },
]
"""
EARLIER, LATER = "2025", "2026"


class Run:
    """One process: its answer, times and peak memory."""

    def __init__(self, command, scratch, prefault=0):
        touch_memory(prefault)
        read_out, write_out = os.pipe()
        begin = time.monotonic()
        err_name = os.path.join(scratch, "stderr.txt")
        with open(err_name, "wb") as err:
            child = subprocess.Popen(command, stdout=write_out, stderr=err)
            os.close(write_out)
            with os.fdopen(read_out, "rb") as out:
                self.out = out.read()
            _, status, usage = os.wait4(child.pid, 0)
        self.wall = time.monotonic() - begin
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        with open(err_name, encoding="utf-8", errors="replace") as err:
            self.err = err.read()
        code = os.waitstatus_to_exitcode(status)
        child.returncode = code
        if code not in (0, 3):
            sys.exit(f"{' '.join(command)} ended with {code}:\n{self.err[-2000:]}")

    def warm(self, word="compare"):
        """CPU seconds of the repeats after the first."""
        found = re.findall(rf"^{word} (\d+) wall ([\d.]+) cpu ([\d.]+)", self.err, re.M)
        return [float(cpu) for number, _, cpu in found if int(number) > 0]


def touch_memory(megabytes):
    """Takes and gives back memory, so that no engine pays alone for pages that the host has taken away."""
    if megabytes > 0:  # in a process of its own: a child's peak memory counts what its parent held
        touch = "import mmap\nm = mmap.mmap(-1, %d)\nfor at in range(0, len(m), 4096): m[at] = 1" % (megabytes << 20)
        subprocess.run([sys.executable, "-c", touch], check=True)


def evict(path):
    """Drops a file from the page cache."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def remove(path):
    for name in (path, path + ".wal", path + "-journal", path + ".lock"):
        if os.path.exists(name):
            os.unlink(name)


def backfill(program, scratch, *options):
    """The command that measures both cycles."""
    return [program, *options, "backfill", "--config", scratch, "--from", "2025-01-01", "--to", "2026-12-31", "--as-of",
            "2027-01-01T12:00:00Z"]


def make_files(scratch, tools, options):
    """Two cycles of `options.rows` rows in scratch/data, each under two names, and a calendar that measures them."""
    data = os.path.join(scratch, "data")
    shutil.rmtree(data, ignore_errors=True)
    os.makedirs(data)
    command = [os.path.join(tools, "vk_make_cycles"), str(options.rows), "2", options.keys, str(options.seed), data]
    subprocess.run(command + (["quoted"] if options.quoted else []), check=True)
    for number, cycle in enumerate((EARLIER, LATER)):
        os.link(os.path.join(data, f"cycle_{number}.csv"), os.path.join(data, f"cycle-{cycle}.csv"))
    with open(os.path.join(scratch, "calendar.toml"), "w", encoding="utf-8") as file:
        file.write(CALENDAR)
    return data
