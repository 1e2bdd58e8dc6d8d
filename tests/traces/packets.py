#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Packets without events that are neither the first nor the last of their stream: Trace Compass
takes them for the stream's end.

    packets.py TRACE…

Of traces as hypertrace writes them. Prints those that there are."""

import os
import struct
import sys

# Magic, UUID, two numbers; what precedes the CPU, and that.
HEAD, CONTEXT = 36, 6 * 8 + 4


def packets(data):
    """Bytes of events, of each packet."""
    at = 0
    while at < len(data):
        size, content = struct.unpack_from("<2Q", data, at + HEAD)
        yield content // 8 - HEAD - CONTEXT
        at += size // 8


def main():
    """Each stream of each trace."""
    for trace in sys.argv[1:]:
        for name in sorted(os.listdir(trace)):
            if name == "metadata" or not os.path.isfile(os.path.join(trace, name)):
                continue
            with open(os.path.join(trace, name), "rb") as file:
                sizes = list(packets(file.read()))
            # What is made up counts no losses, so that 8 bytes less are before its events.
            empty = [number for number, size in enumerate(sizes[:-1]) if number and size <= 0]
            if empty or not sizes:
                print(f"{os.path.basename(trace)}/{name}: of {len(sizes)} packets these have no "
                      f"events: {empty}")


if __name__ == "__main__":
    main()
