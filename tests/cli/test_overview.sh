# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace report overview. Part of run.sh.

life() { # life NAME: a trace from fake_overview.py
	trace "$1" fake_overview
}

# Short names for what an expression of json() may ask.
phases='[(p["level"] or p["kind"], p["start_ns"] // 1000000, p["duration_ns"] // 1000000) for p in
	vms[0]["phases"]]'
cost='{p["level"] or p["kind"]: (p["exits"], p["hypervisor_ns"], p["hypervisor_share"]) for p in
	vms[0]["phases"]}'
notes='{n["what"]: n["text"] for n in vms[0]["notes"]}'

# --- a whole life
succeeds "a whole life" overview.txt report overview "$(life whole)"
verdict "its lines have at most 100 columns" "$(awk 'length > 100' "$tmp/out")"
run report overview --json "$(life whole)"
json "the schema's name is there" 'd["schema"] == "hypertrace.report.overview/1"'
json "phases follow one another" "$phases"' == [("host", 0, 10), ("boot", 10, 1), ("early", 11, 3),
	("late", 14, 4), ("init", 18, 2), ("user", 20, 40), ("suspended", 60, 50), ("user", 110, 50),
	("notifiers", 160, 1), ("devices", 161, 12), ("syscore", 173, 3), ("end", 176, 4)]'
json "without a gap" 'all(a["start_ns"] + a["duration_ns"] == b["start_ns"] for a, b in
	zip(vms[0]["phases"], vms[0]["phases"][1:])) and sum(p["duration_ns"] for p in
	vms[0]["phases"]) == vms[0]["duration_ns"] == 180000000'
json "exits are charged to the phase they were in" '(lambda c: c["host"] == (20, 5000000, 0.5) and
	c["early"] == (5, 125000, 0.041667) and c["init"] == (2, 1000000, 0.5) and
	c["end"] == (None, None, None))('"$cost"')'
json "of two vCPUs, too" '[(p["exits"], p["hypervisor_ns"], p["hypervisor_share"]) for p in
	vms[0]["phases"] if p["kind"] == "user"] == [(10, 35000000, 0.583333), (0, 0, 0)]'
json "what was in several phases is in none" 'vms[0]["exits_of_several"] == 7 and
	vms[0]["exits"] == 54 == 7 + sum(p["exits"] or 0 for p in vms[0]["phases"])'
json "migrations are where they were, the lost ones, too" '[p["migrations"] for p in
	vms[0]["phases"]] == [1, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0] and vms[0]["migrations"] == 5'
json "losses are where they were found" '[p["lost"] for p in vms[0]["phases"]] ==
	[0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0] and vms[0]["lost"] == 3'
json "the host counted" '(vms[0]["host_records"], vms[0]["host_lost"], vms[0]["host_rejected"]) ==
	(41, 3, 1)'
json "how it ended" '(vms[0]["ended"], vms[0]["reason"], vms[0]["destroyed"]) ==
	("powered off", None, True)'
json "what is worth a look" "$notes"' == {"slowest initcall": "3.999 ms, acpi_init",
	"slowest shutdown": "10.000 ms, pci_device_shutdown (e1000 0000:00:03.0)",
	"slowest sleep": "5.000 ms, bus suspend (nvme 0000:00:04.0)",
	"longest off the CPU": "2.500 ms, vCPU 0 from CPU 2 to 5, halted",
	"lost migrations": "2: counted, and not in the trace",
	"lost records": "3 between guest and host"}'
json "and where to look" '[(n["duration_ns"], n["see"]) for n in vms[0]["notes"]][:2] ==
	[(3999000, "hypertrace report boot TRACE"), (10000000, "hypertrace report shutdown TRACE")]'

# --- how lives end
succeeds "a panic in an initcall" overview_panic.txt report overview "$(life boot_panic)"
run report overview --json "$(life boot_panic)"
json "a VM that panics may stay" '(vms[0]["ended"], vms[0]["reason"], vms[0]["destroyed"]) ==
	("panicked", "Fatal exception", False)'
json "a panic lasts until the trace ends" '[(p["level"] or p["kind"], p["duration_ns"]) for p in
	vms[0]["phases"]][-2:] == [("device", 4002000), ("panic", 30000000)]'
json "the initcall is the oops'" "$notes"'["oops in"] == "bad_init [bad]" and "panicked in" not in
	'"$notes"' and "never ended" not in '"$notes"
run report overview --json "$(life user_panic)"
json "the first oops, and the first panic" '(lambda n: (n["first oops"], n["oops at"], n["panic"]) ==
	("BUG, invalid opcode", "first+0x1/0x2", "Attempted to kill init! exitcode=0x00000100"))(
	'"$notes"')'
succeeds "a guest that restarts" overview_restart.txt report overview "$(life restart)"
run report overview --json "$(life restart)"
json "its boots are one life" 'len(vms) == 1 and vms[0]["boots"] == 3 and
	[p["kind"] for p in vms[0]["phases"] if p["boot"] == 3] == ["user"]'
json "what precedes the next boot belongs to the end" '[(p["exits"], p["hypervisor_ns"],
	p["duration_ns"]) for p in vms[0]["phases"] if p["kind"] == "end"] == [(9, 7000000, 14000000)]'
json "the panic of a boot is not that of the next" '(vms[0]["ended"], vms[0]["reason"]) ==
	("ended without a word", None) and '"$notes"'["panic"] == "sysrq triggered crash, boot 2"'
json "the slowest of all boots" "$notes"'["slowest initcall"] == "3.999 ms, boot 1, acpi_init"'
run report overview --json "$(life hang)"
json "a shutdown that hangs" '(vms[0]["ended"], vms[0]["phases"][-1]["kind"],
	vms[0]["phases"][-1]["duration_ns"]) ==
	("did not come to the end of its shutdown", "devices", 1000000000)'
json "where it hangs" "$notes"'["never ended"] == "stuck_shutdown (stuck stuck0), begun at 10.000 ms"'
run report overview "$(trace unfinished)"
has "a boot that hangs" 'never ended  *i8042_init, begun at 79.772 ms  *report boot TRACE'
has "may still run" 'still running at the end of the trace'

# --- which VMs
succeeds "a VM in a VM" overview_nested.txt report overview "$(life nested)"
run report overview --json "$(life nested)"
json "VMs do not mix" '[(vm["vm_id"], vm["vm_pid"], vm["duration_ns"], vm["exits"], vm["ended"])
	for vm in vms] == [(3, 4242, 50000000, 17, "still running at the end of the trace"),
	(9, 4242, 11000000, 20, "ended without a word")]'
json "the inner one says so" '[(vm["parent_id"], vm["depth"], vm["inner_id"]) for vm in vms] ==
	[(None, 1, None), (3, 2, 1)]'
run report overview --json --vm 9 "$(life nested)"
json "one VM" '[vm["vm_id"] for vm in vms] == [9]'
run report overview --json --vm pid:4242 "$(life nested)"
json "the VMs of a VMM" 'len(vms) == 2'
fails "no such VM" 1 ".*no VM '7' in this trace; there are: 3 (pid 4242), 9 (pid 4242)" \
	report overview --vm 7 "$(life nested)"

# --- what is not known
run report overview --json "$(life late)"
json "a trace that begins late" '[(p["kind"], p["boot"], p["duration_ns"], p["exits"],
	p["hypervisor_ns"]) for p in vms[0]["phases"]] ==
	[("unknown", 1, 20000000, 8, 5000000), ("untraced", 1, 10000000, 0, 0)]'
json "what was before it does not count" '(vms[0]["exits"], vms[0]["exits_of_several"],
	vms[0]["migrations"], vms[0]["release"]) == (8, 0, None, None)'
json "a guest that stops tracing may go on" 'vms[0]["ended"] == "stopped tracing"'
json "a VM that only its host speaks of" '[(p["kind"], p["duration_ns"]) for p in
	vms[1]["phases"]] == [("host", 30000000)] and vms[1]["boots"] == 0'
run report overview --json "$(life old_host)"
json "a host that knows nothing of exits and losses" '(vms[0]["exits"], vms[0]["depth"],
	vms[0]["host_records"]) == (None, None, None) and len(vms[0]["phases"]) == 6'
run report overview --json "$(life losses)"
json "a shutdown whose beginning was lost" "$phases"' == [("boot", 0, 1), ("syscore", 1, 2),
	("untraced", 3, 0)] and [p["lost"] for p in vms[0]["phases"]] == [2, 40, 0]'
json "losses are worth a look" "$notes"'["lost records"] == "42 between guest and host" and
	'"$notes"'["discarded events"] == "6 dropped by LTTng, of any VM"'
run report overview --json "$(trace no_rate)"
json "exits without a rate of the TSC have no time" '[(p["exits"], p["hypervisor_ns"],
	p["hypervisor_share"]) for p in vms[0]["phases"]][1:3] == [(5, None, None), (4, None, None)]'
run report overview --json "$(trace moving)"
json "a boot that moves to another vCPU" '(vms[0]["exits_of_several"], '"$cost"'["core"][0]) ==
	(1, 1)'
run report boot --json "$(trace counted)"
python3 -c 'import json, sys
for level in json.load(open(sys.argv[1]))["vms"][0]["levels"]:
	print(level["name"], level["duration_ns"], level["exits"], level["hypervisor_ns"])' \
	"$tmp/out" >"$tmp/boot"
run report overview --json "$(trace counted)"
python3 -c 'import json, sys
for phase in json.load(open(sys.argv[1]))["vms"][0]["phases"]:
	if phase["level"]:
		print(phase["level"], phase["duration_ns"], phase["exits"], phase["hypervisor_ns"])' \
	"$tmp/out" >"$tmp/overview"
verdict "levels are those of report boot" "$(diff "$tmp/boot" "$tmp/overview")"

# --- hostile and odd contents
succeeds "a guest that attacks the overview" overview_hostile.txt report overview \
	"$(life hostile)"
verdict "only printable ASCII reaches the terminal" "$(LC_ALL=C grep -n '[^ -~]' "$tmp/out")"
verdict "lines that lie have at most 100 columns" "$(awk 'length > 100' "$tmp/out")"
run report overview --json "$(life hostile)"
json "it is JSON all the same" '[vm["vm_id"] for vm in vms] == [1]'
run report overview "$(life many)"
has "more phases than are kept" 'no more than 999 phases are told apart'
has "more that runs than is kept" 'forgotten  *44 initcalls or steps'
run report overview --json "$(life many)"
json "are one" 'len(vms[0]["phases"]) == 1000 and vms[0]["phases"][-1]["kind"] == "rest" and
	vms[0]["duration_ns"] == sum(p["duration_ns"] for p in vms[0]["phases"])'
run report overview --json "$(trace backwards)"
json "a clock that runs backwards is shown as it is" 'any(p["duration_ns"] < 0 for p in
	vms[0]["phases"])'
for name in hostile_tasks intel restarted tail_only modules_only silent_vm many; do
	run report overview --json "$(trace "$name")"
	json "an overview of $name" 'd["truncated"] is False and all(vm["phases"] for vm in vms)'
done
succeeds "the sample trace's life" overview_sample.txt report overview "$sample"

# --- what cannot be read
fails "an overview of a trace without our events" 1 '.*no hypertrace events.*hypertrace doctor' \
	report overview "$(trace no_events)"
fails "an overview of nothing" 1 '.*no such directory' report overview "$tmp/nowhere"
fails "an action that is a text" 1 ".*hypertrace_power has no field 'action'" report overview \
	"$(life no_action)"
fails "a VM without its VMM" 1 ".*vm_create has no field 'vm_pid'" report overview "$(life no_pid)"
fails "a level without its name" 1 ".*initcall_level has no field 'level'" report overview \
	"$(trace wrong_string)"
fails "an overview of a field that is a string" 1 ".*guest_start has no field 'vm_id'" \
	report overview "$(trace wrong_common)"
run report overview "$(trace corrupt)"
verdict "a damaged trace is reported up to the damage" "$([ "$status" = 1 ] &&
	grep -q 'first_init' "$tmp/out" && grep -q 'damaged or cut short' "$tmp/out" &&
	grep -q '^hypertrace: .*only what precedes' "$tmp/err" || echo "status $status")"
