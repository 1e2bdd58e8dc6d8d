# SPDX-License-Identifier: GPL-2.0-only
"""Events of a trace, as babeltrace2 prints them, with the types that Trace Compass gives fields."""
import re
import subprocess
from collections import namedtuple

# Trace Compass has Java's types: each integer field is a Long. Constants may be Integers, too.
Event = namedtuple("Event", "time name fields")


class Int(int):
    """A Java Integer; an int is a Long."""


LINE = re.compile(r"\[(\d+)\] (?:\(\S+\) )?\S+ ([\w:]+): (.*)$")
VALUE = re.compile(r'(\w+) = (?:"((?:[^"\\]|\\.)*)"|(-?(?:0x[0-9A-Fa-f]+|\d+))\b'
                   r'|\[(?:[^\[\]"]|\[\d+\])*\])')
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "v": "\v", "f": "\f"}


def signed(number):
    """A u64 as Java's long has it."""
    return number - (1 << 64) if number >= 1 << 63 else number


def fields_of(text):
    """Those of the last braces, the payload; of arrays nothing."""
    found = {}
    # Braces within strings do not count.
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', lambda m: '"' + "." * (len(m[0]) - 2) + '"', text)
    payload = text[bare.rindex("{"):]
    for name, string, number in VALUE.findall(payload):
        if number:
            found[name] = signed(int(number, 0))
        else:
            found[name] = re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), string)
    return found


def read(trace):
    """Each event of a trace that hypertrace convert wrote, in order."""
    command = ["babeltrace2", "--clock-cycles", "--no-delta", trace]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8",
                          errors="replace") as process:
        for line in process.stdout:
            match = LINE.match(line)
            if not match:
                raise ValueError(f"cannot read what babeltrace2 prints: {line!r}")
            yield Event(int(match[1]), match[2], fields_of(match[3]))
    if process.returncode:
        raise ValueError(f"babeltrace2 cannot read {trace}")
