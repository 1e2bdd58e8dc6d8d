# SPDX-License-Identifier: GPL-2.0-only
# From the guests' lines "VARIANT WORKLOAD TICKS EVENTS" to rows of results. A tick is an instruction.
BEGIN {
	nv = split("baseline off ring ring-each batch hypercall ftrace lttng-guest lttng-both vsock trace-cmd", variants)
	nw = split("file memory cpu", workloads)
}

{ ticks[$2, $1] = $3; events[$2, $1] = $4 }

function row(workload, variant, metric, unit, value) {
	printf "icount,%s,%s,%s,%s,%s\n", workload, variant, metric, unit, value
}

function rows(w, v,	t, floor) {
	t = ticks[w, v]
	floor = ticks[w, "baseline"]
	row(w, v, "instructions", "", t)
	row(w, v, "overhead", "%", sprintf("%.3f", 100 * (t / floor - 1)))
	row(w, v, "events", "", events[w, v])
	if (events[w, v])
		row(w, v, "per_event", "instructions", sprintf("%.0f", (t - floor) / events[w, v]))
}

END {
	for (i = 1; i <= nw; i++)
		for (j = 1; j <= nv; j++)
			if ((workloads[i], variants[j]) in ticks)
				rows(workloads[i], variants[j])
}
