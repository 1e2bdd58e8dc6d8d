# SPDX-License-Identifier: GPL-2.0-only
"""What the judges of the emulated host's suites share: TAP, and reading what a scenario left."""

import os
import re
import subprocess
import sys

# A field as babeltrace2 prints it: text, an array, or anything else up to the next one.
FIELD = re.compile(r'(\w+) = ("(?:[^"\\]|\\.)*"|\[ (?:\[\d+\] = \w+,? ?)*\]|[^,]+?)\s*(?:,|$)')


class Judge:
    """Prints TAP; reads from the folder that a scenario filled."""

    def __init__(self, out, prefix):
        self.out = out
        self.prefix = prefix
        self.count = 0
        self.failures = 0

    def ok(self, condition, name, detail=""):
        """One TAP line; detail explains a failure."""
        self.count += 1
        if condition:
            print(f"ok {self.count} - {self.prefix}: {name}")
            return
        self.failures += 1
        print(f"not ok {self.count} - {self.prefix}: {name}")
        for line in str(detail).splitlines()[:20]:
            print(f"# {line}")

    def skip(self, name, reason):
        """A test that cannot run here and now."""
        self.count += 1
        print(f"ok {self.count} - {self.prefix}: {name} # SKIP {reason}")

    def end(self):
        """The plan, and the exit status."""
        print(f"1..{self.count}")
        sys.exit(self.failures != 0)

    def path(self, name):
        """Where the scenario put it."""
        return os.path.join(self.out, name)

    def read(self, name):
        """A file's text; what went wrong, when it cannot be read."""
        try:
            with open(self.path(name), errors="replace") as f:
                return f.read()
        except OSError as e:
            return f"<{e}>"

    def events(self, trace):
        """(name, fields) of each event, by babeltrace2, which must not complain."""
        run = subprocess.run(["babeltrace2", self.path(trace)], capture_output=True, text=True,
                             check=False)
        self.ok(run.returncode == 0 and not run.stderr,
                f"{trace}: babeltrace2 reads it without a warning", run.stderr)
        found = []
        for line in run.stdout.splitlines():
            m = re.search(r"\(\S*\) (?:\S+ )?(\w+): \{.*?\}, \{(.*)\}$", line)
            if m:
                fields = FIELD.findall(m.group(2))
                found.append((m.group(1), dict(fields)))
        return found

    def guest_tap(self, name, log=None):
        """The guest's own TAP, from its console; kernel lines in between do not count."""
        log = self.read(log or f"{name}-console.log").replace("\r", "")
        lines = re.findall(r"^(ok|not ok) \d+ - (.*)$(?:\n(# got .*))?", log, re.M)
        for verdict, text, got in lines:
            self.ok(verdict == "ok", f"guest {name}: {text}", got)
        plan = re.findall(r"^1\.\.(\d+)$", log, re.M)
        self.ok(plan and int(plan[-1]) == len(lines) > 0, f"guest {name}: ran all it planned",
                f"plan {plan}, {len(lines)} lines")
        return log

    def guests_ended(self, wanted):
        """Every guest was started, and ended as it should: wanted is {name: status}."""
        status = dict(re.findall(r"^(\S+) (\d+)$", self.read("guests"), re.M))
        for name, value in status.items():
            self.ok(int(value) == wanted.get(name), f"guest {name} ends with status {value}",
                    f"wanted {wanted.get(name)}")
        self.ok(list(status) == list(wanted), "every guest was started", list(status))

    def host_is_well(self):
        """No complaint of the host's kernel."""
        log = self.read("host-dmesg.log")
        bad = re.findall(r".*(?:BUG:|WARNING: CPU|Oops|lockup|rcu.*stall).*", log)
        self.ok(log and not log.startswith("<") and not bad, "the host kernel is well",
                "\n".join(bad))
