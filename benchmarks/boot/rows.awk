# SPDX-License-Identifier: GPL-2.0-only
# From the guests' lines "VARIANT boot TICKS EVENTS" to rows of results. A tick is an instruction.
BEGIN {
	nv = split("baseline uncounted off levels ring ring-each batch hypercall ftrace-events ftrace-graph initcall_debug", variants)
}

$2 == "boot" { ticks[$1] = $3; events[$1] = $4 }

function row(variant, metric, unit, value) {
	printf "icount,boot,%s,%s,%s,%s\n", variant, metric, unit, value
}

END {
	for (j = 1; j <= nv; j++) {
		v = variants[j]
		if (!(v in ticks))
			continue
		row(v, "instructions", "", ticks[v])
		row(v, "overhead", "%", sprintf("%.3f", 100 * (ticks[v] / ticks["baseline"] - 1)))
		# Of what is traced alone: without what hypertrace takes by being there.
		if ("off" in ticks && v ~ /^(levels|ring|ring-each|batch|hypercall)$/)
			row(v, "tracing", "%", sprintf("%.3f", 100 * (ticks[v] - ticks["off"]) / ticks["baseline"]))
		row(v, "events", "", events[v])
	}
}
