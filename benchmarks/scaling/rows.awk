# SPDX-License-Identifier: GPL-2.0-only
# From the lines "guest WHICH ROUND EVENTS NANOSECONDS LOST" and "host WHICH WHAT VALUE" to rows of results, WHICH
# being VCPUSxVMS.
BEGIN { ROUNDS = 3 }

$1 == "guest" {
	events[$2] += $4
	rate[$2, $3] += $4 / ($5 / 1e9)
	if ($3 == ROUNDS)
		lost[$2] += $6
}
$1 == "host" { host[$2, $3] = $4 }

function row(which, metric, unit, value) {
	split(which, f, "x")
	printf "emulated,scaling,%d x %d vCPU,%s,%s,%s\n", f[2], f[1], metric, unit, value
}

# Of three rounds: the median, the least, the most.
function ranked(which, rank,	a, b, c, least, most) {
	a = rate[which, 1]
	b = rate[which, 2]
	c = rate[which, 3]
	least = a < b ? a : b
	least = c < least ? c : least
	most = a > b ? a : b
	most = c > most ? c : most
	return rank < 0 ? least : rank > 0 ? most : a + b + c - least - most
}

# CPU time a million events
function cpu(which, what, metric) {
	row(which, metric, "ms", sprintf("%.0f", host[which, what] * 10 / (events[which] / 1e6)))
}

END {
	# Consoles are in the order of names.
	split("1x1 2x1 4x1 8x1 1x2 1x4", wanted)
	for (i = 1; i in wanted; i++) {
		w = wanted[i]
		if (!(w in events))
			continue
		row(w, "rate", "events/s", sprintf("%.0f", ranked(w, 0)))
		row(w, "least", "events/s", sprintf("%.0f", ranked(w, -1)))
		row(w, "most", "events/s", sprintf("%.0f", ranked(w, 1)))
		row(w, "ratio", "", sprintf("%.2f", ranked(w, 0) / ranked("1x1", 0)))
		row(w, "events", "", events[w])
		row(w, "lost", "", lost[w] + host[w, "lost"])
		row(w, "doorbells", "", host[w, "doorbells"])
		cpu(w, "drainer", "cpu_drainer")
		cpu(w, "vmm", "cpu_vmm")
		cpu(w, "lttng", "cpu_lttng")
		row(w, "rings", "", host[w, "rings"])
	}
	# A ring with its header, and as much for what was read of it. One session is like the other, and what LTTng
	# has yet to give back of the one before is missing in a row.
	printf "emulated,memory,ring of a vCPU and its reader,memory,KiB,%d\n", 64 + 4 + 64
	for (w in events)
		most = host[w, "lttng_kib"] > most ? host[w, "lttng_kib"] : most
	printf "emulated,memory,LTTng's session,memory,KiB,%d\n", most
}
