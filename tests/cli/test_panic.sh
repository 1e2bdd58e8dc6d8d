# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace report panic. Part of run.sh.

death() { # death NAME: a trace from fake_panic.py
	trace "$1" fake_panic
}

# --- a panic in an initcall
succeeds "a panic in a module's initcall" panic.txt report panic "$(death initcall)"
verdict "its lines have at most 100 columns" "$(awk 'length > 100' "$tmp/out")"
run report panic --json "$(death initcall)"
json "the schema's name is there" 'd["schema"] == "hypertrace.report.panic/1"'
json "the reason, and the root cause" '[(vm["end"], vm["panic"]["reason"], vm["oops"]["reason"],
	vm["oops"]["trap"], vm["oops"]["trap_name"], vm["oops"]["symbol"]) for vm in vms] ==
	[("panic", "Fatal exception", "Oops", 14, "page fault", "bad_function+0x1a/0x40 [bad]")]'
json "when" '(vms[0]["panic"]["at_ns"], vms[0]["oops"]["at_ns"], vms[0]["scene"]["level"],
	vms[0]["scene"]["after_boot"]) == (8303000, 8003000, "device", False)'
json "where" '[vms[0]["panic"][k] for k in ("vcpu", "cpu", "pcpu", "comm", "tid", "ip")] ==
	[1, 1, 0, "modprobe", 77, "0xffffffff81000100"]'
json "the last branch" '(vms[0]["oops"]["branch_from"], vms[0]["oops"]["branch_to"],
	vms[0]["panic"]["branch_from"]) == ("0xffffffffc0100010", "0xffffffffc0100020", None)'
json "nested initcalls, the innermost first" '[(c["name"], c["module"], c["vcpu"],
	c["duration_ns"]) for c in vms[0]["scene"]["initcalls"]] ==
	[("bad_init", "bad", 1, 1300000), ("outer_init", None, 0, 4301000)]'
json "backtraces" '[[f["index"] for f in vms[0][k]["frames"]] for k in ("oops", "panic")] ==
	[[0, 1, 2], [0, 1]] and vms[0]["oops"]["frames_missing"] == 0'
json "the last events of each vCPU" '[(v["vcpu"], len(v["events"])) for v in
	vms[0]["scene"]["vcpus"]] == [(0, 6), (1, 2), (2, 3), (3, 2)]'
json "with times before it" '[e["when_ns"] for e in vms[0]["scene"]["vcpus"][2]["events"]] ==
	[-1200000, -1000000, -800000]'
json "and fields, names first" 'vms[0]["scene"]["vcpus"][0]["events"][-1] == {"when_ns":
	-4301000, "lost": 0, "event": "initcall_start", "fields":
	"name=outer_init func=0xffffffff81000080"}'
run report panic --json --last 1 "$(death initcall)"
json "--last 1" '[[e["when_ns"] for e in v["events"]] for v in vms[0]["scene"]["vcpus"]] ==
	[[-4301000], [-300000], [-800000], [-900000]]'
run report panic --json --last 0 "$(death initcall)"
json "--last 0" 'vms[0]["scene"]["vcpus"] == [] and vms[0]["panic"]["reason"]'
run report panic --json --last 1000 "$(death after_boot)"
json "--last 1000 are all that there are" '[len(v["events"]) for v in vms[0]["scene"]["vcpus"]] ==
	[2 + 11 + 2 * 28, 1] and vms[0]["scene"]["vcpus"][0]["events"][0]["event"] == "guest_start"'
run report panic --json --last 13 "$(death after_boot)"
json "the last ones are kept" '[e["event"] for e in vms[0]["scene"]["vcpus"][0]["events"]][-2:] ==
	["initcall_finish", "user_start"] and len(vms[0]["scene"]["vcpus"][0]["events"]) == 13 and
	all(a["when_ns"] <= b["when_ns"] for a, b in zip(vms[0]["scene"]["vcpus"][0]["events"],
	vms[0]["scene"]["vcpus"][0]["events"][1:]))'

# --- other ends
succeeds "a panic after the boot" panic_after.txt report panic "$(death after_boot)"
run report panic --json "$(death after_boot)"
json "losses right before it" '(vms[0]["panic"]["lost"], vms[0]["lost"]) == (3, 3)'
json "no initcall runs; the last one that did" 'vms[0]["scene"]["initcalls"] == [] and
	vms[0]["scene"]["after_boot"] and
	vms[0]["scene"]["last_initcall"]["name"] == "tcp_congestion_default"'
json "lines of a backtrace that did not arrive" '([f["index"] for f in vms[0]["panic"]["frames"]],
	vms[0]["panic"]["frames_missing"]) == ([0, 2], 2)'
run report panic --json "$(death survived)"
json "an oops that the kernel survived" '(vms[0]["end"], vms[0]["survived"], vms[0]["panic"],
	vms[0]["oops"]["trap_name"]) == ("stop", True, None, "invalid opcode")'
run report panic "$(death survived)"
has "and for people" '^  Survived     Oops: invalid opcode$'
run report panic "$(death orderly)"
has "an orderly stop is one line" \
	'^VM 1, process 100, .*: stopped orderly, 109.470 ms after its start$'
has "a VM that goes on, too" '^VM 2, process 200, .*: no panic before the trace ends$'
has "an end without a word" '^  Ended        without a word: killed, or a triple fault$'
has "and what ran" '^  Initcall     i8042_init, for 250.000 ms, vCPU 0$'
run report panic --json "$(death orderly)"
json "the same for programs" '[(vm["end"], vm["scene"] is None) for vm in vms] ==
	[("stop", True), ("none", True), ("gone", False)]'
run report panic --json "$(death anew)"
json "a guest that begins anew without a word" '[(vm["boot"], vm["end"]) for vm in vms] ==
	[(0, "began_anew"), (1, "panic")] and
	[c["name"] for c in vms[0]["scene"]["initcalls"]] == ["acpi_init"]'
json "events of the boot before are not in it" 'vms[1]["scene"]["at_ns"] == 110470245 and
	all(e["when_ns"] >= -110470245 for v in vms[1]["scene"]["vcpus"] for e in v["events"])'
json "the first panic counts; what follows is listed, up to a number" '(vms[1]["panic"]["reason"],
	vms[1]["oops"], vms[1]["others"][0]["reason"], len(vms[1]["others"]),
	vms[1]["others_left_out"]) == ("first", None, "second", 14, 17)'
run report panic --json "$(death flood)"
json "a panic after very many oopses" '(vms[0]["panic"]["reason"], vms[0]["oops"]["reason"],
	len(vms[0]["others"]), vms[0]["others_left_out"]) == ("the end", "oops 0", 14, 25)'
json "with its backtrace" 'vms[0]["panic"]["symbol"] == "panic+0x1/0x2"'
run report panic "$(trace normal)"
has "no panic" '^VM 1, process 4242, .*: stopped orderly, 777.676 ms after its start$'

# --- which VM
run report panic --json --vm 2 "$(death two)"
json "one VM" '[vm["panic"]["reason"] for vm in vms] == ["panic of 2"]'
run report panic --json --vm pid:4001 "$(death two)"
json "one process" '[vm["panic"]["reason"] for vm in vms] == ["panic of 1"]'
fails "a VM that is not there" 1 ".*no VM '7' in this trace; there are: 1 (pid 4001), 2 (pid " \
	report panic --vm 7 "$(death two)"

# --- what nobody would send
run report panic "$(death alone)"
verdict "garbage is printable" "$(LC_ALL=C grep -n '[^ -~]' "$tmp/out")"
verdict "and has at most 100 columns" "$(awk 'length > 100' "$tmp/out")"
has "lines that never arrive are counted" '    and 4294967293 lines that did not arrive'
run report panic --json "$(death alone)"
json "a panic alone" '[(vm["boot"], vm["release"], vm["scene"]["level"], vm["panic"]["cpu"],
	vm["panic"]["tid"], vm["panic"]["ip"]) for vm in vms] ==
	[(0, None, None, 4294967295, -1, "0xffffffffffffffff")]'
json "lines that have no place" '[f["index"] for f in vms[0]["panic"]["frames"]] == [0, 1]'
json "kinds and traps that nobody knows" '[(o["kind"], o["trap"], o["trap_name"]) for o in
	vms[0]["others"]] == [("oops", 99, None), ("unknown", None, None)]'
run report panic --json "$(death late_words)"
json "fields of every kind" '[e["fields"][:42] for e in vms[0]["scene"]["vcpus"][0]["events"]][1:] ==
	["nr=60 compat=0 tid=5 args=0xffff8880000000", "text=\"a b\" raw=\"x='"'"'y'"'"'\\x07\" pid=-3",
	"f" * 42, "next_comm=\"e=mc2\" prev_tid=0 prev_prio=0 p"]'
json "losses before an event" '[e["lost"] for e in vms[0]["scene"]["vcpus"][0]["events"]] ==
	[0, 0, 0, 2, 0]'
fails "a reason that is a number" 1 ".*hypertrace_panic has no field 'reason' that is text" \
	report panic "$(death wrong)"
fails "a panic that says nothing" 1 ".*hypertrace_panic has no field 'ip'" \
	report panic "$(death lacking)"
for name in truncated corrupt hostile; do
	run report panic "$(trace $name)"
	verdict "a $name trace" "$([ "$status" -le 1 ] || echo "exit status $status")"
done
fails "a trace without our events" 1 ".*no hypertrace events" report panic "$(trace no_events)"
