#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""hung.py [--lost] SOCKET FILE [SECONDS]: end an emulator that hangs, and say so by making FILE.

SOCKET is its QMP monitor. QEMU's SVM sometimes leaves its one CPU with interrupts off, waiting for a
spinlock that nobody holds any more. With --lost: or it forgets that an interrupt pends, so that a guest
which waits for another one keeps the CPU for ever; with -icount, where all is done by one thread, it does not
(docs/testbed.md). Nothing ever moves again then: the registers are the same however often one looks: every
second, or every SECONDS.
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


def spins(monitor, registers, lost):
    """It does not sleep, and cannot be interrupted; or it is not, though it should be."""
    awake = AWAKE.search(registers)
    return awake and (not int(awake[1], 16) & IF or lost and PENDS.search(monitor.ask("info lapic")))


def main():
    """Look until it hangs, or is gone."""
    try:
        lost = "--lost" in sys.argv
        path, file, *seconds = [word for word in sys.argv[1:] if word != "--lost"]
        every = float(seconds[0]) if seconds else EVERY
        monitor = Monitor(path)
        before, same = "", 0
        while same < TIMES:
            time.sleep(every)
            now = monitor.ask("info registers")
            same = same + 1 if now == before and spins(monitor, now, lost) else 0
            before = now
        with open(file, "w", encoding="ascii") as hung:
            hung.write(before)
        monitor.say("quit")
    except (OSError, ValueError):
        pass


main()
