# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace report exits. Part of run.sh.

# --- exits one by one
succeeds "exits by reason" exits_reason.txt report exits "$(trace counted)"
verdict "lines have at most 100 columns" "$(awk 'length > 100' "$tmp/out")"
succeeds "exits by vCPU, and over time" exits_vcpu.txt report exits --by vcpu --growth \
	"$(trace counted)"
succeeds "exits by VM" exits_vm.txt report exits --by vm "$(trace intel)"
succeeds "exits by initcall" exits_initcall.txt report exits --by initcall --top 5 \
	"$(trace counted)"
succeeds "exits by level" exits_level.txt report exits --by level --sort took "$(trace counted)"
succeeds "exits by process" exits_process.txt report exits --by process "$(trace counted)"
succeeds "exits by system call" exits_syscall.txt report exits --by syscall "$(trace tasks)"
run report exits --json "$(trace counted)"
json "the schema's name is there" 'd["schema"] == "hypertrace.report.exits/1" and d["by"] ==
	"reason"'
json "who, and how exact" '[(vm["vm_id"], vm["vm_pid"], vm["isa"], vm["tsc_khz"], vm["source"],
	vm["exact"]) for vm in vms] == [(1, 4242, "svm", 3000000, "events", True)]'
json "what takes longest comes first" '[r["name"] for r in vms[0]["rows"]] ==
	["hlt", "io", "npf", "msr", "cpuid", "interrupt"]'
json "rows add up" 'sum(r["count"] for r in vms[0]["rows"]) == vms[0]["total"]["count"] and
	sum(r["cycles"] for r in vms[0]["rows"]) == vms[0]["total"]["cycles"]'
json "shares do" 'all(abs(sum(r[k] for r in vms[0]["rows"]) - 1) < 1e-5 for k in
	("count_share", "time_share"))'
json "percentiles are exact" '[(r["p50_ns"], r["p99_ns"], r["min_ns"], r["max_ns"], r["mean_ns"])
	for r in vms[0]["rows"] if r["name"] == "hlt"] == [(90000000,) * 5]'
json "the fast path and the VMM" '[(r["fast"] == r["count"], r["user"]) for r in
	vms[0]["rows"] if r["name"] == "msr"] == [(True, 0)] and [(r["user"], r["user_ns"]) for r in
	vms[0]["rows"] if r["name"] == "io"] == [(2435, (2405 * 90000 + 30 * 250000) // 3)]'
json "exits until init" '[(b["boot"], b["init"], b["count"], b["before"]) for b in
	vms[0]["boots"]] == [(0, "/init", 1533, 20)]'
run report exits --json --growth "$(trace counted)"
json "over time there are as many" 'sum(s["count"] for s in vms[0]["growth"]) ==
	vms[0]["total"]["count"] and sum(s["ns"] for s in vms[0]["growth"]) <=
	vms[0]["total"]["ns"]'
json "spans follow each other" 'all(a["end_ns"] == b["begin_ns"] and a["end_ns"] - a["begin_ns"]
	== 100000000 for a, b in zip(vms[0]["growth"], vms[0]["growth"][1:]))'
for key in time=cycles count=count mean=mean_ns p99=p99_ns max=max_ns; do
	run report exits --json --sort "${key%=*}" "$(trace counted)"
	json "sorted by ${key%=*}" "all(a['${key#*=}'] >= b['${key#*=}'] for a, b in
		zip(vms[0]['rows'], vms[0]['rows'][1:]))"
done
run report exits --json --sort name "$(trace counted)"
json "sorted by name" '[r["name"] for r in vms[0]["rows"]] == sorted(r["name"] for r in
	vms[0]["rows"])'
run report exits --json --top 2 "$(trace counted)"
json "--top limits rows, and not their sum" 'len(vms[0]["rows"]) == 2 and
	vms[0]["total"]["count"] == 9739'
run report exits --top 2 "$(trace counted)"
has "and says so" '  and 4 more (--top all lists them)'

# --- which VM
# meant NAME WORD IDS: these VMs are reported
meant() {
	run report exits --json --vm "$2" "$(trace intel)"
	json "$1" "[vm['vm_id'] for vm in vms] == $3"
}
meant "a VM by its number" 2 '[2]'
meant "a VM by its number, in full" vm:2 '[2]'
meant "both VMs of a process" 4242 '[1, 2]'
meant "a number of both kinds is a VM" 4343 '[4343]'
meant "a process, in full" pid:4444 '[4343]'
fails "a VM that is not there" 1 ".*no VM '7' in this trace; there are: 1 (pid 4242), 2 (pid " \
	report exits --vm 7 "$(trace intel)"
fails "a process that is none of a VM" 1 ".*no VM 'pid:2'" report exits --vm pid:2 "$(trace intel)"
fails "no VM at all" 1 ".*no VM 'web'" report exits --vm web "$(trace intel)"
run report exits --json "$(trace intel)"
json "Intel's reasons; those without a name" '[r["name"] for r in vms[0]["rows"]] ==
	["HLT", "IO_INSTRUCTION", "EPT_VIOLATION", "others", "exit 9999"] and
	vms[0]["isa"] == "vmx"'
json "without anybody's word the rate of the TSC is measured" 'vms[0]["tsc_khz"] == 3000000'
run report exits --by vm --growth "$(trace intel)"
verdict "all VMs over time" "$([ "$(grep -c '^VM [0-9]*$' "$tmp/out")" = 3 ] || told "$tmp/out")"

# --- snapshots
succeeds "exits by snapshots" exits_snapshots.txt report exits --growth "$(trace snapshots)"
verdict "their lines have at most 100 columns" "$(awk 'length > 100' "$tmp/out")"
cp "$tmp/out" "$tmp/first"
run report exits --json "$(trace counted)"
cp "$tmp/out" "$tmp/exact.json"
run report exits --json "$(trace snapshots)"
json "bounds are not below what is exact, nor above twice that" 'all(e["count"] == b["count"] and
	e["ns"] == b["ns"] and e["max_ns"] == b["max_ns"] and all(e[k] <= b[k] <= 2 * e[k] for k in
	("p50_ns", "p99_ns")) for e, b in zip(json.load(open("'"$tmp"'/exact.json"))["vms"][0]["rows"],
	vms[0]["rows"]))'
json "they are called bounds" '(vms[0]["source"], vms[0]["exact"]) == ("snapshots", False)'
succeeds "a VM that ran before the trace began" exits_late.txt report exits --growth \
	"$(trace late_start)"
run report exits --json --by vcpu "$(trace late_start)"
json "only what the trace saw" '[(r["name"], r["count"]) for r in vms[0]["rows"]] ==
	[("vCPU 0", 34), ("vCPU 1", 31)]'
run report exits --json "$(trace late_start)"
json "an extreme that is older is a bound" '{r["name"]: (r["max_is_bound"], r["min_is_bound"])
	for r in vms[0]["rows"]} == {"io": (False, False), "npf": (True, False)}'

# --- phases
run report exits --json --by initcall "$(trace counted)"
json "an initcall has its reasons" '[[(x["name"], x["count"]) for x in r["reasons"]] for r in
	vms[0]["rows"] if r["name"] == "acpi_init"] == [[("io", 147), ("npf", 294), ("msr", 147)]]'
json "and their time is its own" 'all(sum(x["ns"] for x in r["reasons"]) <= r["hypervisor_ns"] <=
	sum(x["ns"] for x in r["reasons"]) + 3 for r in vms[0]["rows"])'
run report exits --by initcall "$(trace snapshots)"
has "without an event for each exit there are no reasons" '  More *for reasons record'
lacks "nor is there a column for them" 'top reason'
run report exits --json --by level "$(trace reboot)"
json "without exits there is no source" 'vms[0]["source"] is None'
run report exits --json --by syscall "$(trace tasks)"
json "a call that sleeps goes on where its task does" '[(r["times"], r["exits"],
	[x["name"] for x in r["reasons"]]) for r in vms[0]["rows"] if r["name"] == "read"] ==
	[(5, 10, ["io", "npf"])]'
json "who sleeps does not wait in the hypervisor" '[(r["exits"], [x["name"] for x in
	r["reasons"]]) for r in vms[0]["rows"] if r["name"][0] == "("] == [(5, ["hlt"])]'
run report exits --json --by syscall "$(trace no_switches)"
json "without sched it does" '[[x["name"] for x in r["reasons"]] for r in vms[0]["rows"] if
	r["name"] == "read"] == [["hlt", "io"]]'
run report exits --by syscall "$(trace no_switches)"
has "and a note says so" '  Note .*without class sched'
run report exits --json --by syscall "$(trace late_exit)"
json "an exit belongs to where it was when it was" '{r["name"]: [x["name"] for x in r["reasons"]]
	for r in vms[0]["rows"]} == {"getpid": ["cpuid"], "sendfile": ["msr"],
	"(outside of system calls)": ["npf", "msr"]}'
json "a guest that starts anew is in no call" '{r["name"]: r["exits"] for r in vms[0]["rows"]} ==
	{"getpid": 1, "sendfile": 1, "(outside of system calls)": 2}'
run report exits --json --by process "$(trace counted)"
json "a process has its exits" '{r["name"]: (r["times"], r["exits"]) for r in vms[0]["rows"]} ==
	{"swapper/0": (30, 30), "writer (71)": (31, 60), "(not known)": (0, 9629)}'
run report exits --by process "$(trace snapshots)"
has "the idle task has the time" 'swapper/0 *30 *2700.027 *0.027 *2700.000'
run report exits --by syscall "$(trace sums)"
has "a trace without system calls" '  More *no system calls in this trace: .* enable syscall'
run report exits --by process "$(trace sums)"
has "a trace without processes" '  More *no processes in this trace: .* enable sched'
run report exits --by level "$(trace intel)"
has "a trace without a boot" '  More *no boot in this trace'

# --- little is known
succeeds "nothing but sums" exits_sums.txt report exits "$(trace sums)"
run report exits --json "$(trace sums)"
json "sums for programs" '(vms[0]["source"], vms[0]["total"]["count"], vms[0]["rows"]) ==
	("sums", 1533, [])'
run report exits "$(trace sums_modules)"
lacks "a guest that has booted when it begins to trace has no boot" '  Boot '
run report exits --json "$(trace sums_modules)"
json "nor for programs" 'vms[0]["boots"] == [] and vms[0]["total"]["count"] > 8000'
run report exits "$(trace no_rate)"
has "a TSC whose rate nobody knows" '  Exits  *10   .*; 10.0k cycles in the hypervisor'
run report exits --by level "$(trace no_rate)"
has "has no times" '  core *1 *2.000 *- *- *100.0% *5'
for old in old_host normal silent_vm; do
	run report exits "$(trace $old)"
	has "no exit information: $old" '  Source *no exit information'
done
fails "a trace without our events, for exits" 1 '.*no hypertrace events.*hypertrace doctor' \
	report exits "$(trace no_events)"
fails "an exit without a reason" 1 ".*hypertrace_exit has no field 'reason'" report exits \
	"$(trace no_reason)"
fails "a histogram that is a number" 1 ".*exit_stats has no field 'hist' that is an array" \
	report exits "$(trace no_hist)"
run report exits "$(trace discarded)"
has "what LTTng discarded is said" 'LTTng discarded 25 events and 0 packets: there may'
cp -r "$(trace counted)" "$tmp/cut_exits"
truncate -s -5000 "$tmp/cut_exits/kernel/channel0_0"
fails "a trace that was cut has no whole packet here" 1 '.*could be read' report exits \
	"$tmp/cut_exits"
run report exits --json "$(trace corrupt)"
verdict "a damaged trace is reported up to the damage, for exits" \
	"$([ "$status" = 1 ] && grep -q '"truncated": true' "$tmp/out" || told "$tmp/err")"
for by in reason vm vcpu initcall level syscall process; do
	run report exits --growth --by $by "$(trace hostile_tasks)"
	verdict "hostile numbers and names by $by" "$([ "$status" = 0 ] && [ ! -s "$tmp/err" ] &&
		[ "$(tr -d '\n -~' <"$tmp/out" | wc -c)" = 0 ] || told "$tmp/err" "$tmp/out")"
done
run report exits --json --by process "$(trace hostile_tasks)"
json "hostile names in JSON" 'any(r["name"].startswith("\x1b[31m\ufffd\"\\") for r in
	vms[0]["rows"])'
