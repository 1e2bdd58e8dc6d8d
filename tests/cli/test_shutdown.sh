# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace report shutdown. Part of run.sh.

down() { # down NAME: a trace from fake_shutdown.py
	trace "$1" fake_shutdown
}

# Short names for what an expression of json() may ask.
all='d["shutdowns"]'
steps='[(s["name"], s["duration_ns"]) for s in d["shutdowns"][0]["steps"]]'

# --- power off
succeeds "a notifier and a device that sleep" shutdown.txt report shutdown "$(down off)"
verdict "its lines have at most 100 columns" "$(awk 'length > 100' "$tmp/out")"
run report shutdown --json "$(down off)"
json "the schema's name is there" 'd["schema"] == "hypertrace.report.shutdown/1"'
json "how long it takes" "[(s['action'], s['text'], s['total_ns'], s['end'], s['next'],
	s['next_after_ns']) for s in $all] ==
	[('power off', None, 1328017000, 'stop', 'gone', 40000000)]"
json "the slowest step comes first" "$steps"' == [("slow_notify", 1000000000),
	("virtio_dev_shutdown", 300000000), ("pci_device_shutdown", 20000000),
	("cpufreq_suspend", 2000000), ("quick_notify", 10000)]'
json "whose it is" '[(s["driver"], s["device"], s["kind"]) for s in '"$all"'[0]["steps"]][:2] ==
	[(None, None, "notifier"), ("virtio_net", "virtio0", "device")]'
json "phases, and their own time" '[(p["name"], p["start_ns"], p["duration_ns"], p["self_ns"],
	p["steps"]) for p in '"$all"'[0]["phases"]] == [("reboot notifiers", 1000, 1000011000, 1000, 2),
	("device_shutdown", 1000013000, 325002000, 5002000, 2),
	("syscore_shutdown", 1325016000, 2001000, 1000, 1)]'
json "a step that ends on another vCPU" '[(s["vcpu"], s["end_vcpu"], s["exits"]) for s in
	'"$all"'[0]["steps"] if s["name"] == "pci_device_shutdown"] == [(0, 1, None)]'
json "exits of a step, and of all" '('"$all"'[0]["steps"][0]["exits"],
	'"$all"'[0]["steps"][0]["hypervisor_ns"], '"$all"'[0]["exits"]) == (2, 2000, 30)'
json "what notifiers return is there" '[s["ret"] for s in '"$all"'[0]["steps"]] == [1, 0, 0, 0, 0]'
run report shutdown --json --top 2 "$(down off)"
json "--top" "$steps"' == [("slow_notify", 1000000000), ("virtio_dev_shutdown", 300000000)]'
run report shutdown --top 2 "$(down off)"
has "and says so" '  and 3 more (--top all lists them)'
lacks "what notifiers return is not for people" 'returned'

# --- other ends
succeeds "a device that hangs" shutdown_hangs.txt report shutdown "$(down hangs)"
run report shutdown --json "$(down hangs)"
json "where it hangs comes first" '[(s["name"], s["finished"], s["hangs"], s["duration_ns"]) for s in
	'"$all"'[0]["steps"]][0] == ("stuck_shutdown", False, True, 30000000000)'
json "and not in what waits for it" '[(p["finished"], p["hangs"]) for p in
	'"$all"'[0]["phases"]] == [(True, False), (False, False)] and
	'"$all"'[0]["end"] == "gone" and '"$all"'[0]["unfinished"] == 2'
run report shutdown --json --top 0 "$(down hangs)"
json "--top 0 shows that, too" '[s["name"] for s in '"$all"'[0]["steps"]] == ["stuck_shutdown"]'
run report shutdown --json "$(down reboot)"
json "a restart, with its command, and the next kernel" '[(s["vm_id"], s["action"], s["text"],
	s["end"], s["next"], s["next_after_ns"]) for s in '"$all"'] ==
	[(1, "restart", "bootloader", "stop", "began_anew", 3000000000)]'
succeeds "suspend and resume" shutdown_sleep.txt report shutdown "$(down sleep)"
run report shutdown --json "$(down sleep)"
json "both have steps of their own" '[(s["action"], s["end"], s["total_ns"], s["nr_steps"]) for s in
	'"$all"'] == [("suspend", "resume", 5140001000, 3), ("resume", "done", 30000000, 1)]'
json "callbacks side by side" "$steps"' == [("driver suspend", 110000000),
	("bus suspend", 100000000), ("type suspend", 80000000)]'
json "are counted once" '('"$all"'[0]["in_steps_ns"], '"$all"'[0]["phases"][0]["self_ns"]) ==
	(130000000, 10000000) and all(s["self_ns"] == s["duration_ns"] for s in
	'"$all"'[0]["steps"])'
json "one that failed" '[(s["name"], s["ret"]) for s in '"$all"'[0]["steps"] if s["ret"]] ==
	[("type suspend", -16)] and '"$all"'[0]["failed"] == 1'
run report shutdown --json "$(down freeze)"
json "as Linux 6.1 reports it" '[(s["action"], s["text"], s["end"], s["total_ns"]) for s in
	'"$all"'] == [("suspend", "freeze", "resume", 5430006000)] and [p["name"] for p in
	'"$all"'[0]["phases"]] == ["suspend_enter", "dpm_suspend", "machine_suspend", "dpm_resume",
	"thaw_processes"]'
json "both ways of a device" "$steps"' == [("bus resume", 400000000), ("bus suspend", 20000000)]'
run report shutdown --json "$(down nap)"
json "a guest that is back without steps, and a panic on the way down" '[(s["action"], s["end"]) for s
	in '"$all"'] == [("suspend", "resume"), ("halt", "panic")]'
run report shutdown "$(down nap)"
has "what ran when it panicked" '^  Was              2.000 ms   in bad_notify, vCPU 0$'
run report shutdown --json "$(down lost)"
json "a beginning that was not seen, and ends" '[(s["action"], s["end"], s["unfinished"],
	s["stray_finishes"], s["lost"], s["total_ns"]) for s in '"$all"'] ==
	[(None, "stop", 1, 1, 5, 6001000)]'
run report shutdown "$(down lost)"
has "that is not called a hang" 'end not seen'
lacks "anywhere" 'Hangs\|hangs'
run report shutdown --json "$(down nested)"
json "a step within a step" '[(s["name"], s["self_ns"]) for s in '"$all"'[0]["steps"]][:2] ==
	[("outer_notify", 15000000), ("inner_notify", 30000000)]'
json "the same function twice at once" '[(s["kind"], s["duration_ns"]) for s in
	'"$all"'[0]["steps"]][2:] == [("unknown", 5001000), ("unknown", 2000000)]'
json "an action that nobody knows" "$all"'[0]["action"] == "unknown"'
run report shutdown "$(down nested)"
verdict "what a guest sends is printable" "$(LC_ALL=C grep -n '[^ -~]' "$tmp/out")"
verdict "and has at most 100 columns" "$(awk 'length > 100' "$tmp/out")"

# --- none
run report shutdown "$(trace normal)"
has "no shutdown" "^No restart, halt, power off or suspend"
has "and what to do" 'sudo hypertrace guest enable power VM'
run report shutdown --json "$(trace normal)"
json "none for programs" "$all"' == []'
run report shutdown --vm 2 "$(down reboot)"
has "none of this VM" "^No restart"
fails "a VM that is not there" 1 ".*no VM '7' in this trace; there are: 1 (pid 4242), " \
	report shutdown --vm 7 "$(down reboot)"

# --- what nobody would send
run report shutdown --json "$(down crowd)"
json "more at once than anybody follows" '(lambda s: (s["nr_steps"], s["left_out"],
	s["stray_finishes"], s["unfinished"], s["nr_phases"], len(s["phases"]), len(s["steps"])) ==
	(1024, 76, 76, 100, 400, 256, 1024))('"$all"'[0])'
run report shutdown --json --top 3 "$(down crowd)"
json "what is not shown is let go" '[s["name"] for s in '"$all"'[0]["steps"]][100:] ==
	["open_100", "open_101", "open_102"]'
fails "a name that is a number" 1 ".*hypertrace_step_start has no field 'name' that is text" \
	report shutdown "$(down wrong)"
fails "a request that says nothing" 1 ".*hypertrace_power has no field 'action'" \
	report shutdown "$(down lacking)"
for name in truncated corrupt hostile; do
	run report shutdown "$(trace $name)"
	verdict "going down in a $name trace" "$([ "$status" -le 1 ] || echo "exit status $status")"
done
fails "a trace without our events" 1 ".*no hypertrace events" report shutdown "$(trace no_events)"
