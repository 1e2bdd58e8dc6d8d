#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""hung.py SOCKET FILE [SECONDS]: end an emulator that hangs, and say so by making FILE.

SOCKET is its QMP monitor. QEMU's SVM sometimes leaves its one CPU with interrupts off, waiting for a
spinlock that nobody holds any more; or it forgets that an interrupt pends, so that a guest which waits for
another one keeps the CPU for ever (docs/testbed.md). Nothing ever moves again then: the registers are the
same however often one looks: every second, or every SECONDS.
"""

import json
import re
import socket
import sys
import time

EVERY = 1  # seconds
TIMES = 10  # looks that see the same, in a row
AWAKE = re.compile(r"[ER]FL=(\w+) \[[^\]]*\].* HLT=0")
PENDS = re.compile(r"^IRR\s+\d", re.M)
IF = 0x200


class Monitor:
    """QEMU's monitor."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        for _ in range(50):
            try:
                self.socket.connect(path)
                break
            except OSError:
                time.sleep(0.1)
        self.file = self.socket.makefile("rw")
        self.file.readline()  # its greeting
        self.say("qmp_capabilities")

    def say(self, command, **arguments):
        """What it answers; an emulator that is gone raises OSError or ValueError."""
        json.dump({"execute": command, "arguments": arguments}, self.file)
        self.file.write("\n")
        self.file.flush()
        while True:
            answer = json.loads(self.file.readline())
            if "return" in answer or "error" in answer:
                return answer.get("return")

    def ask(self, command):
        """As text."""
        return self.say("human-monitor-command", **{"command-line": command})


def spins(monitor, registers):
    """It does not sleep, and either cannot be interrupted or is not, though it should be."""
    awake = AWAKE.search(registers)
    return awake and (not int(awake[1], 16) & IF or PENDS.search(monitor.ask("info lapic")))


def main():
    """Look until it hangs, or is gone."""
    try:
        every = float(sys.argv[3]) if len(sys.argv) > 3 else EVERY
        monitor = Monitor(sys.argv[1])
        before, same = "", 0
        while same < TIMES:
            time.sleep(every)
            now = monitor.ask("info registers")
            same = same + 1 if now == before and spins(monitor, now) else 0
            before = now
        with open(sys.argv[2], "w", encoding="ascii") as hung:
            hung.write(before)
        monitor.say("quit")
    except (OSError, ValueError):
        pass


main()
