#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The events are written down three times: the kernel's tracepoints, LTTng's probes, docs/events.md.
# Here each becomes lines "event: type field, type field", and they have to be the same. TAP.
#
#   usage: tests/events.sh
set -uo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"

# Of C: every event's body, then what looks like a field in it. Classes lend theirs to their events,
# the macro of the common fields stands for the event "common", the others are what they say.
from_headers() {
	perl -0777 -ne '
		s/^#define HT_(EVENT_FIELDS|CTF_EVENT)\b(.*?[^\\])\n/EVENT(common,$2\n)/msg;
		our $exit = $2 if s/^#define HT_(EXIT_EVENT_FIELDS|CTF_EXIT_EVENT)\b(.*?[^\\])\n//ms;
		s/\bHT_(EXIT_EVENT_FIELDS|CTF_EXIT_EVENT)\b/$exit/g;
		our $sched = $2 if s/^#define HT_(SCHED_FIELDS|CTF_SCHED)\b(.*?[^\\])\n//ms;
		s/\bHT_(SCHED_FIELDS|CTF_SCHED)\b/$sched/g;
		s/\bHT_EXIT_BUCKETS\b/'"$buckets"'/g;
		my %class;
		while (/^(?:LTTNG_TRACEPOINT_|TRACE_|DECLARE_)?EVENT(_CLASS|_FN)?\((\w+),(.*?)^\);?$/msg) {
			my ($is_class, $name, $body) = (($1 // "") eq "_CLASS", $2, $3);
			my @fields;
			while ($body =~ /\b(?:__field|__array|__dynamic_array|__string|ctf_\w+)\((.*?)\)/g) {
				my ($how, @a) = ($&, split /,\s*/, $1);
				push @fields,
					$how =~ /string/ ? "string $a[0]" :
					$how =~ /__dynamic_array|sequence/ ? "$a[0]\[] $a[1]" :
					$how =~ /array/ ? "$a[0]\[$a[-1]] $a[1]" : "$a[0] $a[1]";
			}
			s/\b(u?)int(\d+)_t\b/($1 || "s") . $2/e for @fields;
			$class{$name} = join ", ", @fields;
			print "$name: $class{$name}\n" unless $is_class;
		}
		print "$2: $class{$1}\n" while /^(?:DEFINE_EVENT|LTTNG_\w+_INSTANCE)\((\w+), (\w+),/mg;
	' "$@" | sort
}

# Of the table of common fields, and of those with an event in each row.
from_docs() {
	perl -ne '
		push @common, "$1 $2" if /^\| (\w\d+) \| (\w+) \|/;
		print "$1: $2\n" if /^\| `(\w+)` \| ?(.*?) ?\|$/;
		END { print "common: ", join(", ", @common), "\n" }
	' "$top/docs/events.md" | sort
}

cd "$top/host-kvm" || exit 2
buckets=$(sed -n 's/^#define HT_EXIT_BUCKETS //p' module/exit_data.h)
from_headers module/{event,vcpu_sched,trace,trace_packed}.h >"$work/kernel"
from_headers lttng/instrumentation/events/*.h >"$work/lttng"
from_docs >"$work/docs"

[ "$(wc -l <"$work/kernel")" -ge 20 ]
ok $? "the kernel's tracepoints are found" "$work/kernel"
diff "$work/kernel" "$work/lttng" >"$work/diff"
ok $? "LTTng records them field for field" "$work/diff"
diff "$work/kernel" "$work/docs" >"$work/diff"
ok $? "docs/events.md has them as they are" "$work/diff"
tap_end
