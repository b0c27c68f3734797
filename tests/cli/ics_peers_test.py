"""What `vuosikello ics` writes is read by two other programs: libical and icalendar for Python.

Usage: ics_peers_test.py PROGRAM"""
import ctypes
import datetime
import os
import subprocess
import sys
import tempfile
import unittest

import icalendar

PROGRAM = os.path.abspath(sys.argv.pop(1))
CALENDAR = """format   = 1
name     = "Lähikauppa; Oy, \\"vuosi\\""
timezone = "Europe/Helsinki"
currency = "EUR"

[source.customers]
csv = "customers.csv"

[audience.customers]
register = "customers"
key      = "id"

[metric.revenue]
source = "customers"
sum    = "revenue"
window = "all"

[[measurement]]
id         = "pulse"
title      = "Asiakkaiden äänet kuukausittain, koko joukolta ja kaikista kaupungeista: Äänekoski, Ähtäri; Östersundom"
audience   = "customers"
plugin     = "survey_state"
every      = "month"
opens      = "@OPENS@"
at         = "09:00"
stays_open = "1 week"
remind     = ["2 days before close"]
money      = "revenue"
inputs     = { answers = "customers" }
states     = [{ name = "yes", money = "secured" }, { name = "no", money = "leaving" }]
[measurement.options]
rule = [{ state = "yes", when = "q == 1" }, { state = "no", when = "q == 0" }]
"""


class LibICal:
    """The few functions of libical that a check needs."""

    EVENT = 4  # ICAL_VEVENT_COMPONENT

    def __init__(self):
        self.library = ctypes.CDLL("libical.so.3")
        pointers = ("icalparser_parse_string", "icalcomponent_get_first_component", "icalcomponent_get_next_component")
        for name in pointers:
            getattr(self.library, name).restype = ctypes.c_void_p
        self.library.icalcomponent_get_uid.restype = ctypes.c_char_p

    def read(self, text):
        """(parse errors, passes the restrictions of RFC 5546, UIDs of the events)."""
        root = ctypes.c_void_p(self.library.icalparser_parse_string(text))
        if not root:
            return None
        errors = self.library.icalcomponent_count_errors(root)
        allowed = bool(self.library.icalrestriction_check(root))
        uids = []
        event = self.library.icalcomponent_get_first_component(root, self.EVENT)
        while event:
            uids.append(self.library.icalcomponent_get_uid(ctypes.c_void_p(event)).decode())
            event = self.library.icalcomponent_get_next_component(root, self.EVENT)
        return errors, allowed, uids


def events_of(text):
    """UID -> event, as icalendar for Python reads them."""
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    found = {str(event["UID"]): event for event in events}
    assert len(found) == len(events), "a UID comes twice"
    return found


class Peers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="vuosikello-test-")
        self.addCleanup(self.folder.cleanup)

    def export(self, opens, as_of):
        with open(os.path.join(self.folder.name, "calendar.toml"), "w", encoding="utf-8") as calendar:
            calendar.write(CALENDAR.replace("@OPENS@", opens))
        path = os.path.join(self.folder.name, "year.ics")
        command = [PROGRAM, "ics", "--config", self.folder.name, "--from", "2026-01-01", "--to", "2026-12-31",
                   "--as-of", as_of, path]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        with open(path, "rb") as stream:
            return stream.read()

    def test_both_read_every_event(self):
        text = self.export("first Monday of the month", "2026-01-01T00:00:00Z")
        events = events_of(text)
        self.assertEqual(len(events), 24)  # twelve windows, twelve reminders
        errors, allowed, uids = LibICal().read(text)
        self.assertEqual(errors, 0)
        self.assertTrue(allowed)
        self.assertEqual(sorted(uids), sorted(events))
        starts = sorted(event["DTSTART"].dt for event in events.values() if "äänet" in str(event["SUMMARY"]))
        utc = datetime.timezone.utc
        self.assertIn(datetime.datetime(2026, 1, 5, 7, tzinfo=utc), starts)
        self.assertIn(datetime.datetime(2026, 7, 6, 6, tzinfo=utc), starts)

    def test_a_text_with_every_special_sign_comes_back_as_it_was(self):
        calendar = icalendar.Calendar.from_ical(self.export("first Monday of the month", "2026-01-01T00:00:00Z"))
        self.assertEqual(str(calendar["X-WR-CALNAME"]), 'Lähikauppa; Oy, "vuosi"')
        summaries = {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}
        self.assertTrue(any("kaupungeista: Äänekoski, Ähtäri; Östersundom" in text for text in summaries), summaries)

    def test_a_moved_event_keeps_its_uid_and_counts_its_sequence(self):
        before = events_of(self.export("first Monday of the month", "2026-01-01T00:00:00Z"))
        after = events_of(self.export("first Tuesday of the month", "2026-02-01T00:00:00Z"))
        self.assertEqual(sorted(before), sorted(after))
        for uid, event in after.items():
            moved = event["DTSTART"].dt != before[uid]["DTSTART"].dt
            self.assertEqual(event["SEQUENCE"], before[uid]["SEQUENCE"] + (1 if moved else 0))
            self.assertEqual(event["DTSTAMP"].dt.month, 2 if moved else 1)
        self.assertTrue(any(event["SEQUENCE"] == 1 for event in after.values()))

    def test_an_unchanged_plan_is_the_same_file(self):
        first = self.export("first Monday of the month", "2026-01-01T00:00:00Z")
        self.assertEqual(self.export("first Monday of the month", "2026-03-01T00:00:00Z"), first)


if __name__ == "__main__":
    unittest.main()
