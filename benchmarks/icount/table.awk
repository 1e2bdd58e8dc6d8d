# SPDX-License-Identifier: GPL-2.0-only
# From guest.sh's lines "WHO TRACER WHAT TICKS" to CSV. A tick is an instruction, or all is wrong.
BEGIN {
	EVENTS = 192 # of ht-cost.c: TURNS of two events
	RECORDS = 576 # of guest.sh's drain
	split("getppid yield", whats)
	split("off bare ring ftrace lttng batch hypercall", tracers)
	split("nobody packed each", hosts)
	name["getppid"] = "syscall"
	name["yield"] = "sched_switch"
}

{ ticks[$1, $2, $3] = $4 }

function row(event, tracer, host, counted, instructions) {
	printf "%s,%s,%s,%s,%.1f\n", event, tracer, host, counted, instructions
}

# An exit cannot be told from what the host does in it. What the guest does alone is the same whatever
# is on the host, and reported once.
function tracer_rows(what, tracer, floor,	i, exits) {
	exits = tracer == "batch" || tracer == "hypercall"
	for (i = 1; i <= (exits ? 3 : 1); i++) {
		if (!((hosts[i], tracer, what) in ticks))
			continue
		row(name[what], tracer, hosts[i], exits ? "guest+host" : "guest",
			(ticks[hosts[i], tracer, what] - floor) / EVENTS)
	}
}

END {
	if (ticks["nobody", "none", "ticks"] != 1000) {
		print "table.awk: the clock does not count instructions" >"/dev/stderr"
		exit 1
	}
	print "event,tracer,host,counted,instructions"
	for (i = 1; i <= 2; i++) {
		floor = ticks["nobody", "none", whats[i]]
		row(name[whats[i]], "none", "nobody", "guest", floor / EVENTS)
		for (j = 1; j <= 7; j++)
			tracer_rows(whats[i], tracers[j], floor)
	}
	for (i = 1; i <= 3; i++) {
		full = ticks[hosts[i], "drain", RECORDS / 2]
		if (full)
			row("drain", "ring", hosts[i], "host",
				(full - ticks[hosts[i], "drain", 0]) / RECORDS)
	}
}
