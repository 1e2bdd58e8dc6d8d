# SPDX-License-Identifier: GPL-2.0-only
# From the guests' lines "VARIANT boot TICKS EVENTS", some of each variant, to rows of results: the
# median of the ticks. A tick is an instruction.
BEGIN {
	nv = split("baseline uncounted off levels ring ring-each batch hypercall ftrace-events ftrace-graph initcall_debug", variants)
}

$2 == "boot" {
	# In order, by insertion.
	for (i = n[$1]++; i > 0 && sorted[$1, i - 1] > $3 + 0; i--)
		sorted[$1, i] = sorted[$1, i - 1]
	sorted[$1, i] = $3 + 0
	events[$1] = $4
}

function row(variant, metric, unit, value) {
	printf "icount,boot,%s,%s,%s,%s\n", variant, metric, unit, value
}

END {
	for (v in n)
		ticks[v] = sorted[v, int(n[v] / 2)]
	for (j = 1; j <= nv; j++) {
		v = variants[j]
		if (!(v in ticks))
			continue
		row(v, "instructions", "", ticks[v])
		row(v, "spread", "%", sprintf("%.3f", 100 * (sorted[v, n[v] - 1] - sorted[v, 0]) / ticks["baseline"]))
		row(v, "overhead", "%", sprintf("%.3f", 100 * (ticks[v] / ticks["baseline"] - 1)))
		# Of what is traced alone: without what hypertrace takes by being there.
		if ("off" in ticks && v ~ /^(levels|ring|ring-each|batch|hypercall)$/)
			row(v, "tracing", "%", sprintf("%.3f", 100 * (ticks[v] - ticks["off"]) / ticks["baseline"]))
		row(v, "events", "", events[v])
	}
}
