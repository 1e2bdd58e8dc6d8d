# SPDX-License-Identifier: GPL-2.0-only
# From the lines "WHO WHAT N TICKS [EVENTS EXITS]" to rows of results. A tick is an instruction.
BEGIN {
	CALLS = 256 # events of guest.sh's round
	nh = split("nobody packed each", hosts)
	ns = split("1 2 4 8 16 32 64 128 256", sizes)
}

{ ticks[$1, $2, $3] = $4; events[$1, $2, $3] = $5; exits[$1, $2, $3] = $6 }

function row(what, variant, metric, unit, value) {
	printf "icount,%s,%s,%s,%s,%s\n", what, variant, metric, unit, value
}

function named(name, who) {
	return who == "nobody" ? name : name " (" who ")"
}

function transport(who, what, n, name) {
	if (!((who, what, n) in ticks))
		return
	name = named(name, who)
	row("batches", name, "instructions", "", sprintf("%.1f", (ticks[who, what, n] - ticks[who, "none", 0]) / CALLS))
	row("batches", name, "exits", "", sprintf("%.4f", exits[who, what, n] / events[who, what, n]))
}

# Two fillings of a ring have the same visit, and differ by 48 records.
function reader(who, what, few, many, name,	each) {
	if (!((who, what, many) in ticks))
		return
	each = (ticks[who, what, many] - ticks[who, what, few]) / (2 * (many - few))
	name = named(name, who)
	row("readers", name, "instructions", "", sprintf("%.1f", each))
	row("readers", name, "visit", "instructions", sprintf("%.0f", ticks[who, what, few] - 2 * few * each))
}

function place(what, name) {
	row("places", name, "instructions", "", ticks["nobody", what, 0] - ticks["nobody", "clock", 0])
}

function call(who, what, name) {
	if ((who, what, 0) in ticks)
		row("calls", name, "instructions", "", sprintf("%.0f", ticks[who, what, 0]))
}

END {
	call("plain", "call", "hypercall without kvm-hypertrace")
	call("ftrace", "call", "and ftrace records kvm:kvm_hypercall")
	call("loaded", "call", "hypercall with kvm-hypertrace loaded")
	call("nobody", "hypercall", "HT_HC_RECORD")
	call("packed", "hypercall", "HT_HC_RECORD (packed)")
	call("each", "hypercall", "HT_HC_RECORD (each)")
	place("record", "record of 80 bytes")
	place("wrap", "and padding before it")
	place("full", "no room")
	for (i = 1; i <= nh; i++) {
		transport(hosts[i], "ring", 0, "ring")
		for (j = 1; j <= ns; j++)
			transport(hosts[i], "batch", sizes[j], "batch of " sizes[j])
		transport(hosts[i], "hypercall", 1, "hypercall")
	}
	row("readers", "exit that finds nothing", "visit", "instructions", ticks["nobody", "exit", 0])
	for (i = 1; i <= nh; i++) {
		reader(hosts[i], "bell", 8, 32, "doorbell")
		reader(hosts[i], "exit", 40, 64, "exit")
		reader(hosts[i], "thread", 8, 32, "thread")
	}
}
