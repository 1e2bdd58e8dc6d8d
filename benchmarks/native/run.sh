#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make bench-native: what one event into a ring costs on this CPU, next to the least that it could be,
# and to an LTTng-UST tracepoint with the same payload. See native.c for how it is measured.
#
# LTTng-UST records into a session of its own, in a folder of its own, by a daemon of its own, as
# nobody if this is root; it discards rather than overwrites, and the trace is counted afterwards.
#
#   usage: benchmarks/native/run.sh [--json] [--save] [ROUNDS]
#          --json: the results as JSON; --save: write ../results/native-ring.csv anew
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
O=${O:-$(cd "$here/../.." && pwd)/build}
reference=$here/../results/native-ring.csv
json= save= rounds=11
for arg; do
	case $arg in
	--json) json=1 ;;
	--save) save=1 ;;
	[1-9]*) rounds=$arg ;;
	*)
		echo "usage: run.sh [--json] [--save] [ROUNDS]" >&2
		exit 2
		;;
	esac
done

work=$(mktemp -d)
daemon=
cleanup() {
	[ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
	[ -z "$daemon" ] || wait "$daemon" 2>/dev/null || true
	rm -rf "$work"
}
trap cleanup EXIT
install -m 755 "$O/bench-native/native" "$work/native"
as=(env "LTTNG_HOME=$work" "HOME=$work" LTTNG_UST_REGISTER_TIMEOUT=-1)
if [ "$(id -u)" = 0 ]; then
	chown 65534:65534 "$work"
	as=(setpriv --reuid=65534 --regid=65534 --clear-groups "${as[@]}")
fi

session() {
	local log=$work/lttng.log i
	"${as[@]}" lttng-sessiond --no-kernel >"$work/sessiond.log" 2>&1 &
	daemon=$!
	for ((i = 0; i < 100; i++)); do
		! "${as[@]}" lttng --no-sessiond list >/dev/null 2>&1 || break
		sleep 0.1
	done
	{
		"${as[@]}" lttng --no-sessiond create native --output="$work/trace"
		"${as[@]}" lttng enable-channel -u --discard --subbuf-size=4M --num-subbuf=8 all
		"${as[@]}" lttng enable-event -u -c all 'ht_bench:*'
		"${as[@]}" lttng start
	} >"$log" 2>&1 || {
		cat "$work/sessiond.log" "$log" >&2
		echo "native: the LTTng session could not be made; the output is above." >&2
		exit 1
	}
}

# Every event of every round, warm-up included: otherwise it was not the cost of recording.
all_recorded() {
	local expected=$1 found
	"${as[@]}" lttng destroy native >>"$work/lttng.log" 2>&1
	found=$(babeltrace2 "$work/trace" --component=sink.utils.counter |
		sed -n 's/^ *\([0-9]*\) Event messages*$/\1/p' | tail -n 1)
	[ "${found:-0}" = "$expected" ] || {
		echo "native: LTTng-UST recorded ${found:-0} of $expected events" >&2
		exit 1
	}
}

session
"${as[@]}" "$work/native" "$rounds" ust >"$work/rounds"
all_recorded "$(sed -n 's/^ust,//p' "$work/rounds")"

# Median, quartiles and extremes of each kind, and of the ratios of each round.
csv=$(awk -F, '
	function add(what, v) { n[what]++; value[what, n[what]] = v }
	function quantile(what, q,    at, low) {
		at = 1 + q * (n[what] - 1); low = int(at)
		return v[low] + (at - low) * ((low < n[what] ? v[low + 1] : v[low]) - v[low])
	}
	function row(what, unit,    i, j, x) {
		for (i = 1; i <= n[what]; i++) {
			x = value[what, i]
			for (j = i - 1; j && v[j] > x; j--)
				v[j + 1] = v[j]
			v[j + 1] = x
		}
		printf "%s,%s,%.3f,%.3f,%.3f,%.3f,%.3f\n", what, unit, quantile(what, 0.5),
			v[1], quantile(what, 0.25), quantile(what, 0.75), v[n[what]]
	}
	NF == 3 { add($2, $3); ns[$1, $2] = $3; rounds = $1 }
	END {
		for (r = 1; r <= rounds; r++) {
			add("push/floor", ns[r, "push"] / ns[r, "floor"])
			add("push/ust", ns[r, "push"] / ns[r, "ust"])
		}
		print "what,unit,median,min,q1,q3,max"
		row("floor", "ns"); row("push", "ns"); row("ust", "ns"); row("lost", "ns"); row("read", "ns")
		row("push/floor", "ratio"); row("push/ust", "ratio")
	}' "$work/rounds")

cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
environment="mode: native; $rounds rounds; CPU: $cpu; kernel: $(uname -r)"
environment+="; $(${CC:-gcc} --version | head -n 1)"
environment+="; LTTng $(lttng --version | grep -o '[0-9][0-9.]*' | head -n 1)"
[ -z "$save" ] || printf '# %s\n%s\n' "$environment" "$csv" >"$reference"
if [ -n "$json" ]; then
	awk -F, -v environment="$environment" '
		NR == 1 { split($0, name); printf "{\n  \"environment\": \"%s\",\n  \"results\": [", environment }
		NR > 1 {
			printf "%s\n    { \"what\": \"%s\", \"unit\": \"%s\"", (NR > 2 ? "," : ""), $1, $2
			for (i = 3; i <= NF; i++)
				printf ", \"%s\": %s", name[i], $i
			printf " }"
		}
		END { print "\n  ]\n}" }' <<<"$csv"
	exit 0
fi

echo "What one event costs the one who emits it (mode: native, $rounds rounds; ns):"
echo
awk -F, '
	BEGIN {
		title["floor"] = "time stamp and 48 bytes of stores"
		title["push"] = "ring: 32 bytes of payload"
		title["ust"] = "LTTng-UST: 32 bytes of payload"
		title["lost"] = "ring: full, the event is lost"
		title["read"] = "reader of the ring, for each event"
		title["push/floor"] = "ring / time stamp and stores"
		title["push/ust"] = "ring / LTTng-UST"
		goal["push/floor"] = 1.5
		goal["push/ust"] = 1 / 6
		printf "  %-36s %9s %9s %9s %9s %9s\n", "", "median", "min", "q1", "q3", "max"
	}
	NR > 1 {
		printf "  %-36s %9.3f %9.3f %9.3f %9.3f %9.3f", title[$1], $3, $4, $5, $6, $7
		if ($1 in goal)
			printf "  goal %.3f: %s", goal[$1], $3 <= goal[$1] ? "met" : "missed"
		print ""
	}
' <<<"$csv"
echo
echo "CPU: $cpu, kernel $(uname -r)"
[ ! -e "$reference" ] || echo "Reference: benchmarks/results/native-ring.csv, $(sed -n '1s/^# //p' "$reference")"
