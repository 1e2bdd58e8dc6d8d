# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace report migrations. Part of run.sh.

# where NAME [ARGS…]: the report about a trace of fake_migrations.py
where() {
	local name=$1

	shift
	run report migrations "$@" "$(trace "$name" fake_migrations)"
}

# --- what happened, exactly
succeeds "migrations, for people" migrations.txt report migrations \
	"$(trace moved fake_migrations)"
verdict "their lines have at most 100 columns" "$(awk 'length > 100' "$tmp/out")"
where moved --json
json "the schema of migrations" 'd["schema"] == "hypertrace.report.migrations/1" and
	d["truncated"] is False'
json "times add up to the time that was looked at" '[(v["vcpu"], v["span_ns"], v["run_ns"],
	v["wait_ns"], v["halt_ns"], v["user_ns"], v["block_ns"]) for v in vms[0]["vcpus"]] ==
	[(0, 2000000000, 240900000, 6100000, 1748000000, 4000000, 1000000),
	(1, 100000000, 25000000, 0, 75000000, 0, 0)] and all(v["span_ns"] == sum(v[k] for k in
	("run_ns", "wait_ns", "halt_ns", "user_ns", "block_ns")) for v in vms[0]["vcpus"])'
json "shares add up, too" 'all(abs(1 - sum(v[k + "_share"] for k in ("run", "wait", "halt", "user",
	"block"))) < 1e-9 for v in vms[0]["vcpus"] + [vms[0]["total"]])'
json "residency is where it ran" '[[(p["pcpu"], p["node"], p["run_ns"]) for p in v["residency"]]
	for v in vms[0]["vcpus"]] == [[(1, 0, 125900000), (0, 0, 104000000),
	(2, 0, 9000000), (5, 1, 2000000)], [(1, 0, 25000000)]]'
json "sums over vCPUs" '[vms[0]["total"][k] for k in ("migrations", "migrations_lost",
	"across_nodes", "off_ns", "off_mean_ns", "off_max_ns", "queued_ns", "run_ns", "loads",
	"preemptions")] == [5, 0, 2, 59100000, 11820000, 50000000, 6100000, 265900000, 8, 2]'
json "why they were off the CPU" '[(w["why"], w["count"], w["off_ns"]) for w in
	vms[0]["total"]["off_why"]] == [("preempted", 2, 3100000), ("halted", 1, 50000000),
	("VMM", 1, 5000000), ("blocked", 1, 1000000)]'
json "what costs most comes first, and what the guest was doing" '[(m["time_ns"], m["from_pcpu"],
	m["to_pcpu"], m["why"], m["off_ns"], m["queued_ns"], m["cost_ns"], m["phase"], m["initcall"],
	m["level"]) for m in vms[0]["migrations"]] == [
	(45000000, 5, 1, "VMM", 5000000, 1000000, 5000000, "initcall", "acpi_init", "subsys"),
	(38000000, 1, 5, "preempted", 3000000, 3000000, 3000000, "initcall", "acpi_init", "subsys"),
	(1010000000, 1, 0, "halted", 50000000, 2000000, 2000000, "user", None, None),
	(15000000, 0, 2, "blocked", 1000000, 0, 1000000, "before", None, None),
	(24100000, 2, 1, "preempted", 100000, 100000, 100000, "kernel", None, None)]'
json "without ping-pong there is none" 'vms[0]["ping_pong"] == []'
where moved --top 2
has "--top limits the list of migrations" '^  and 3 more (--top all lists them)'
has "and sums up the other pCPUs" '^     0  2 others .*4\.6%$'
where moved --json --top 2
json "--top limits programs' list, too" 'len(vms[0]["migrations"]) == 2 and
	vms[0]["total"]["migrations"] == 5 and len(vms[0]["vcpus"][0]["residency"]) == 4'
where moved --top 0
lacks "--top 0 lists nothing" 'Migration at'

# --- a trace that does not begin with the vCPU
where running --json
json "what was before the recording is not of it" '[(v["span_ns"], v["run_ns"], v["wait_ns"],
	v["halt_ns"], v["migrations"], [(p["pcpu"], p["run_ns"]) for p in v["residency"]]) for v in
	vms[0]["vcpus"]] == [(20000000, 13000000, 1000000, 6000000, 1, [(4, 10000000), (3, 3000000)]),
	(8000000, 8000000, 0, 0, 1, [(6, 8000000)])]'
json "a migration that comes first is one" '[(m["vcpu"], m["time_ns"], m["phase"]) for m in
	vms[0]["migrations"]] == [(1, 2000000, None), (0, 10000000, None)]'

# --- no migrations
succeeds "VMs whose vCPUs stay" migrations_still.txt report migrations \
	"$(trace still fake_migrations)"
where still --json
json "no migration, but residency" '[(vm["vm_id"], vm["total"]["migrations"],
	vm["total"]["off_mean_ns"], vm["migrations"], [v["residency"] for v in vm["vcpus"]]) for vm in
	vms] == [(i, 0, None, [], [[{"pcpu": 0, "node": 0, "run_ns": 750000000, "share": 1.0}]]) for i
	in (1, 7)] + [(9, 0, None, [], [])]'
where still --json --vm 7
json "one VM" '[vm["vm_id"] for vm in vms] == [7]'
where still --json --vm pid:4242
json "both VMs of a VMM" '[vm["vm_id"] for vm in vms] == [1, 7]'
fails "migrations of a VM that is not there" 1 \
	".*no VM '2' in this trace; there are: 1 (pid 4242), 7 (pid 4242), 9 (pid 4343)" \
	report migrations --vm 2 "$(trace still fake_migrations)"
fails "a trace that does not say where vCPUs ran" 1 \
	'.*says where vCPUs ran: record hypertrace_vcpu_migrate .*kvm-hypertrace' \
	report migrations "$(trace normal)"
fails "a trace without our events, for migrations" 1 '.*no hypertrace events.*hypertrace doctor' \
	report migrations "$(trace no_events)"

# --- losses
succeeds "migrations that were lost" migrations_lost.txt report migrations \
	"$(trace lossy fake_migrations)"
verdict "lines about losses have at most 100 columns" "$(awk 'length > 100' "$tmp/out")"
where lossy --json
json "lost migrations leave pCPUs unknown" '[(v["migrations"], v["migrations_lost"], v["run_ns"],
	v["unknown_ns"], [(p["pcpu"], p["run_ns"]) for p in v["residency"]]) for v in
	vms[0]["vcpus"]] == [(4, 2, 111000000, 95000000, [(0, 10000000), (1, 6000000),
	(None, 95000000)])] and len(vms[0]["migrations"]) == 2'
json "what LTTng discarded is told" 'd["discarded_uncounted"] is True or d["discarded"] == 2'
where overtaken --json
json "what comes late is listed, and counted once" '[(v["migrations"], v["migrations_lost"],
	v["span_ns"], v["run_ns"], v["unknown_ns"]) for v in vms[0]["vcpus"]] ==
	[(1, 0, 29000000, 28000000, 15000000)] and len(vms[0]["migrations"]) == 1'
where anew --json
json "counters that begin anew" '[(v["migrations"], v["span_ns"], v["run_ns"], v["unknown_ns"])
	for v in vms[0]["vcpus"]] == [(2, 79000000, 77000000, 0)]'
where waiting --json
json "what looked like a sleep was waiting" '[(v["span_ns"], v["run_ns"], v["wait_ns"],
	v["halt_ns"], v["unknown_ns"]) for v in vms[0]["vcpus"]] ==
	[(112000000, 10000000, 20000000, 82000000, 0)]'

# --- ping-pong
where pingpong
has "ping-pong is summed up" '^  Ping-pong  *2   stretches, of 13 migrations$'
has "and listed" '^        0.099000     1  1 <> 2      8   693ms   8.00ms$'
where pingpong --json
json "stretches of ping-pong, and nothing else" '[(p["vcpu"], p["pcpus"], p["migrations"],
	p["begin_ns"], p["span_ns"], p["off_ns"]) for p in vms[0]["ping_pong"]] ==
	[(1, [1, 2], 8, 99000000, 693000000, 8000000), (0, [0, 1], 5, 11000000, 44000000, 5000000)]'
json "by vCPU" '[(v["ping_pongs"], v["ping_pong_migrations"], v["migrations_lost"]) for v in
	vms[0]["vcpus"]] == [(1, 5, 1), (1, 8, 0)]'
where pingpong --top 1
has "--top limits stretches" '^  and 1 more'

# --- many
where many --top 3
has "of many migrations the worst are listed" '100us *100us$'
has "and the others counted" '^  and 99997 more (--top all lists them)'
where many --json --top 3
json "these are the worst" '[m["off_ns"] for m in vms[0]["migrations"]] == [99999, 99998, 99997]
	and vms[0]["total"]["migrations"] == 100000 and vms[0]["ping_pong"][0]["migrations"] ==
	100000'
where many --json
json "all of them are in order" 'len(vms[0]["migrations"]) == 100000 and all(a["cost_ns"] >=
	b["cost_ns"] for a, b in zip(vms[0]["migrations"], vms[0]["migrations"][1:]))'
where crowded
has "very many pCPUs" '^     0  10 others *55.0ms  11.8%$'
where crowded --top all
has "all of them on request" '^     0     0     0  1.00ms   0.2%$'

# --- hostile and odd contents
for format in '' --json; do
	where odd $format
	verdict "numbers that cannot be${format:+, $format}" "$([ "$status" = 0 ] &&
		[ ! -s "$tmp/err" ] || told "$tmp/err")"
done
json "a reason of a later host" 'any(m["why"] == "reason 77" for vm in vms for m in
	vm["migrations"])'
where evil
verdict "names that attack the terminal, in migrations" "$([ "$status" = 0 ] &&
	[ "$(tr -d '\n -~' <"$tmp/out" | wc -c)" = 0 ] && awk 'length > 100' "$tmp/out" ||
	cat "$tmp/out")"
has "such an initcall" 'initcall \\x1b\[2J'
where evil --json
json "and for programs" 'vms[0]["migrations"][0]["initcall"].startswith("\x1b[2J") and
	vms[0]["migrations"][0]["level"] == "\x1b[31mred"'
fails "a migration without a reason" 1 ".*vcpu_migrate has no field 'why'" report migrations \
	"$(trace no_why fake_migrations)"
fails "a pCPU that is text" 1 ".*vcpu_migrate has no field 'to_pcpu'" report migrations \
	"$(trace text_pcpu fake_migrations)"
fails "counters that lack one" 1 ".*vcpu_sched has no field 'run_ns'" report migrations \
	"$(trace no_run fake_migrations)"
fails "a vCPU with a sign" 1 ".*vcpu_sched has no field 'vcpu_id'" report migrations \
	"$(trace wide_vcpu fake_migrations)"
where damaged
verdict "migrations up to the damage" "$([ "$status" = 1 ] && grep -q 'damaged or cut' "$tmp/out" &&
	grep -q '0 > 1' "$tmp/out" && [ "$(wc -l <"$tmp/err")" = 1 ] || told "$tmp/err" "$tmp/out")"
where damaged --json
json "and that there were more" 'd["truncated"] is True and len(vms[0]["migrations"]) == 1'
