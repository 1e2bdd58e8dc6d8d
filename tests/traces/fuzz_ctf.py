#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Damaged traces: mutations of the samples, and a command of hypertrace for each.

    fuzz_ctf.py HYPERTRACE SAMPLES SCRATCH COUNT [FULL]

COUNT mutations of each sample; each is made by a seed of its own, so a number tells all. Each is
read by one command, in turns, or with FULL by all of them. A command has to end by itself within
some seconds, with exit status 0, or 1 and one line on stderr that is ours. Prints a line for what
does not."""

import concurrent.futures
import os
import random
import resource
import shutil
import struct
import subprocess
import sys

SECONDS = 120
REPORTS = ("boot", "exits", "migrations", "shutdown", "panic", "overview")
COMMANDS = [["report", name] for name in REPORTS] + \
    [["report", name, "--json"] for name in REPORTS] + \
    [["report", "exits", "--by", what] for what in ("initcall", "level", "syscall", "process")]
TRACES = [["convert"], ["export", "--trace-compass"]]
WRITING = [["export", "--chrome"], ["export", "--html"]] + TRACES


def flip(data, rng):
    """A few bits."""
    for _ in range(rng.choice((1, 2, 8, 64))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def cut(data, rng):
    """The end is missing."""
    del data[rng.randrange(len(data)):]


def insert(data, rng):
    """Bytes that do not belong there."""
    at = rng.randrange(len(data))
    data[at:at] = rng.randbytes(rng.choice((1, 4, 64, 4096)))


def remove(data, rng):
    """Bytes that are missing."""
    at = rng.randrange(len(data))
    del data[at:at + rng.choice((1, 4, 64, 4096))]


def zero(data, rng):
    """A page of a disk that was never written."""
    at = rng.randrange(len(data)) & ~4095
    data[at:at + 4096] = bytes(len(data[at:at + 4096]))


def swap(data, rng):
    """Two pages in the wrong order."""
    a, b = sorted(rng.randrange(len(data)) & ~4095 for _ in range(2))
    if b + 4096 <= len(data) and a + 4096 <= b:
        data[a:a + 4096], data[b:b + 4096] = data[b:b + 4096], data[a:a + 4096]


def number(data, rng):
    """A number that is not: of a packet's header, mostly."""
    at = rng.choice((rng.randrange(len(data)), rng.randrange(min(len(data), 96))))
    data[at:at + 8] = rng.choice((0, 1, 2**31, 2**32 - 1, 2**63, 2**64 - 1)).to_bytes(8, "little")


def mutate(sample, seed, where):
    """A copy of a sample with something wrong in one of its files."""
    rng = random.Random(f"{os.path.basename(sample)} {seed}")
    shutil.rmtree(where, ignore_errors=True)
    shutil.copytree(sample, where)
    files = sorted(os.path.join(path, name) for path, _, names in os.walk(where) for name in names)
    metadata = [name for name in files if name.endswith("metadata")]
    streams = [name for name in files if name not in metadata and not name.endswith(".idx")]
    name = rng.choice(rng.choice((metadata, streams, streams, files)))
    with open(name, "rb") as file:
        data = bytearray(file.read())
    for _ in range(rng.choice((1, 1, 3))):
        if data:
            rng.choice((flip, flip, cut, insert, remove, zero, swap, number))(data, rng)
    with open(name, "wb") as file:
        file.write(data)


def judge(command, where):
    """What is wrong with how a command ends, or nothing."""
    try:
        # What libbabeltrace2's parser of metadata forgets is not ours, and as small as that is.
        options = "detect_leaks=0:exitcode=99:hard_rss_limit_mb=1024"
        child = subprocess.run(command, env=dict(os.environ, ASAN_OPTIONS=options), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"runs for {SECONDS} s"
    lines = child.stderr.decode("utf-8", "replace").replace(where, "TRACE").splitlines()
    if child.returncode not in (0, 1):
        return f"exit status {child.returncode}: {' / '.join(lines[:12])[:600]}"
    # libbabeltrace2 says on its own how it fails, before our line.
    gave_up = bool(lines) and "libbabeltrace2 gave up" in lines[-1]
    if child.returncode == 1 and len(lines) != 1 and not gave_up:
        return f"{len(lines)} lines on stderr: {' / '.join(lines[:3])[:300]}"
    return None


def is_beyond(name):
    """Times of packets that babeltrace2 cannot tell, and could not in what was read."""
    with open(name, "rb") as file:
        data = file.read()
    at = 0
    while not name.endswith("metadata") and at < len(data):
        size, _, begin, end = struct.unpack_from("<4Q", data, at + 36)
        if begin >> 62 or end >> 62:
            return True
        at += size // 8
    return False


def unreadable(out):
    """What is wrong with the traces that were written of what could be read."""
    for path, _, names in os.walk(out):
        if "metadata" not in names:
            continue
        child = subprocess.run(["babeltrace2", path, "-o", "dummy"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, timeout=SECONDS, check=False)
        if child.returncode and not any(is_beyond(os.path.join(path, name)) for name in names):
            return f"babeltrace2 cannot read {os.path.relpath(path, out)}: {child.stderr[:300]!r}"
    return None


def one(hypertrace, sample, seed, scratch, full):
    """One mutation, and what went wrong with it."""
    where = os.path.join(scratch, f"{os.path.basename(sample)}-{seed}")
    out = where + ".out"
    mutate(sample, seed, where)
    chosen = COMMANDS + WRITING if full else [(COMMANDS + WRITING)[seed % 20]]
    wrong = []
    for words in chosen:
        command = [hypertrace, *words, where] + ([out] if words in WRITING else [])
        problem = judge(command, where)
        if not problem and words in TRACES:
            problem = unreadable(out)
        if problem:
            wrong.append(f"{os.path.basename(sample)}, seed {seed}: {' '.join(words)}: {problem}")
        shutil.rmtree(out, ignore_errors=True)
        if os.path.exists(out):
            os.unlink(out)
    shutil.rmtree(where)
    return wrong


def main():
    """All of them."""
    hypertrace, samples, scratch, count = sys.argv[1:5]
    full = len(sys.argv) > 5
    # No dump of a core. Here, for all: before each child, Python would have to copy itself.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    jobs = [(os.path.join(samples, name), seed) for name in sorted(os.listdir(samples))
            for seed in range(int(count))]
    with concurrent.futures.ThreadPoolExecutor(max(1, len(os.sched_getaffinity(0)))) as pool:
        for wrong in pool.map(lambda job: one(hypertrace, *job, scratch, full), jobs):
            for line in wrong:
                print(line, flush=True)


if __name__ == "__main__":
    main()
