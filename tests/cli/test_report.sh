# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace report boot. Part of run.sh.

warnings=$(babeltrace2 "$(trace normal)" 2>&1 >/dev/null || echo "babeltrace2 fails")
if command -v babeltrace2 >/dev/null; then
	verdict "babeltrace2 reads the fake trace without a warning" "$warnings"
else
	skip "babeltrace2 reads the fake trace without a warning" "no babeltrace2"
fi

# --- what a boot looks like
succeeds "a boot, for people" normal.txt report boot "$(trace normal)"
succeeds "a boot, for programs" normal.json report boot --json "$(trace normal)"
json "the schema's name is there" 'd["schema"] == "hypertrace.report.boot/1"'
json "the boot is complete" 'vms[0]["complete"] is True and vms[0]["lost"] == 0'
json "levels come in the kernel's order" '[l["name"] for l in vms[0]["levels"]] ==
	"console early pure core postcore arch subsys fs rootfs device late".split()'
json "a level lasts until the next one starts" 'all(a["start_ns"] + a["duration_ns"] ==
	b["start_ns"] for a, b in zip(vms[0]["levels"], vms[0]["levels"][1:]))'
json "initcalls come slowest first" '[c["duration_ns"] for c in calls] ==
	sorted((c["duration_ns"] for c in calls), reverse=True)'
json "an initcall has what the schema says" '{"name", "level", "vcpu", "start_ns",
	"duration_ns", "ret", "module"} <= set(calls[0])'
json "durations are exact" '[c["duration_ns"] for c in calls if c["name"] == "acpi_init"] ==
	[37012345]'
json "a module is outside the boot levels" '[(c["level"], c["vcpu"], c["ret"]) for c in calls
	if c["module"] == "floppy"] == [("module", 1, -19)]'
json "a built-in initcall has no module" '[c["module"] for c in calls if c["name"] ==
	"acpi_init"] == [None]'
json "total and origin are there" 'vms[0]["origin_ns"] == 5000000000 and
	vms[0]["total_ns"] == 109470245'
run report boot --json --top 3 "$(trace normal)"
json "--top limits JSON" 'len(calls) == 3 and vms[0]["levels"][6]["initcalls"] == 3'
run report boot --top all "$(trace normal)"
has "--top all lists all" 'tcp_congestion_default'
run report boot "$(trace normal)"
problem=$(awk 'length > 100' "$tmp/out")
verdict "lines have at most 100 columns" "$problem"
run report boot "$(trace normal)/kernel"
has "the trace's own directory can be given" 'acpi_init'
run report boot "$(trace normal)/kernel/"
has "a slash at its end does no harm" 'acpi_init'

# --- what the hypervisor took
succeeds "a boot with its exits" exits.txt report boot --top 8 "$(trace counted)"
verdict "its lines have at most 100 columns" "$(awk 'length > 100' "$tmp/out")"
run report boot --json "$(trace counted)"
json "an initcall has its exits, and their time" '[(c["exits"], c["hypervisor_ns"], c["top_reason"],
	c["exits_incomplete"]) for c in calls if c["name"] == "acpi_init"] ==
	[(588, 6966722, "io", False)]'
json "a short one has none" '[(c["exits"], c["hypervisor_ns"], c["top_reason"]) for c in calls if
	c["name"] == "cpuidle_init"] == [(0, 0, None)]'
json "a module has its own" '[c["exits"] for c in calls if c["module"] == "floppy"] == [8000]'
json "a level has those of its initcalls" 'all(l["exits"] == sum(c["exits"] for c in calls if
	c["level"] == l["name"]) for l in vms[0]["levels"])'
json "a boot has those of its levels" '(vms[0]["exits"], vms[0]["exits_all_vcpus"],
	vms[0]["exits_before"], vms[0]["top_reason"]) ==
	(sum(l["exits"] for l in vms[0]["levels"]), 1533, 20, "io")'
run report boot --json "$(trace snapshots)"
json "without an event for each exit no reason is known" '(calls[0]["exits"],
	calls[0]["top_reason"]) == (8000, None)'
lacks "nor is there a column" 'top reason'
succeeds "a boot that moves to another vCPU" moving.txt report boot "$(trace moving)"
run report boot --json "$(trace moving)"
json "an initcall that moves is not known" '[(c["exits"], c["hypervisor_ns"], c["exits_incomplete"])
	for c in calls if c["name"] == "moves_init"] == [(None, None, True)]'
json "its level knows the rest" '[(l["exits"], l["exits_incomplete"]) for l in vms[0]["levels"]] ==
	[(1, True), (3, False)]'
json "an initcall that loads a module has its exits, too" '{c["name"]: (c["exits"],
	c["top_reason"]) for c in calls if "load" in c["name"]} ==
	{"loads_init": (3, "msr"), "loaded_init": (1, "cpuid")}'
run report boot "$(trace no_rate)"
has "exits without a rate of the TSC" '  Exits  *10   10 of all vCPUs; 0 before'
has "have no time" '  core  *1.000  *2.000  *50.0 %  *-  *-  *5 '
run report boot --json "$(trace no_rate)"
json "nor for programs" '(calls[0]["exits"], calls[0]["hypervisor_ns"]) == (3, None)'
succeeds "a host that counts no exits" normal.txt report boot "$(trace old_host)"
succeeds "nor for programs" normal.json report boot --json "$(trace old_host)"

# --- not a fake: what "make demo" recorded
sample=$here/../../traces/samples/boot
succeeds "the sample trace" sample_boot.txt report boot "$sample"
run report boot --json "$sample"
json "the sample trace is a whole boot" 'len(vms) == 1 and vms[0]["complete"] is True and
	len(calls) == sum(l["initcalls"] for l in vms[0]["levels"]) > 200'

# --- more than one
succeeds "two VMs at the same time" two_vms.txt report boot --top 3 "$(trace two_vms)"
run report boot --json "$(trace two_vms)"
json "VMs do not mix" '[(vm["vm_id"], vm["vm_pid"], vm["complete"], len(vm["initcalls"]))
	for vm in vms] == [(1, 4242, True, 28), (2, 4343, True, 28)]'
succeeds "a VM that reboots" reboot.txt report boot --top 3 "$(trace reboot)"
run report boot --json "$(trace reboot)"
json "each boot is an entry of its own" '[(vm["vm_id"], vm["boot"], vm["complete"]) for vm in
	vms] == [(1, 0, True), (1, 1, True)]'
mkdir "$tmp/both"
cp -r "$(trace normal)" "$tmp/both/a"
cp -r "$(trace two_vms)" "$tmp/both/b"
run report boot --json "$tmp/both"
json "several traces below one directory are merged" 'len(vms) == 3'

# --- boots that went wrong
succeeds "a boot that hangs" unfinished.txt report boot --top 5 "$(trace unfinished)"
run report boot --json "$(trace unfinished)"
json "the initcall that hangs comes first" '(calls[0]["name"], calls[0]["duration_ns"],
	calls[0]["ret"]) == ("i8042_init", None, None)'
json "a boot that hangs is not complete" 'vms[0]["complete"] is False and
	vms[0]["total_ns"] is None and vms[0]["levels"][-1]["duration_ns"] is None'
run report boot --json "$(trace restarted)"
json "an initcall that begins again never finished" '[(c["name"], c["duration_ns"]) for c in
	calls] == [("twice_init", None), ("twice_init", 3000000)]'
json "a finish without a start is counted" 'vms[0]["stray_finishes"] == 1 and
	vms[0]["complete"] is False'
succeeds "records that were lost" lost.txt report boot "$(trace lost)"
run report boot --json "$(trace lost)"
json "lost records add up" 'vms[0]["lost"] == 7 and vms[0]["complete"] is False'
succeeds "events that LTTng discarded" discarded.txt report boot "$(trace discarded)"
run report boot --json "$(trace discarded)"
json "discarded events are counted" 'vms[0]["discarded"] == 25 and
	vms[0]["complete"] is False'
run report boot --json "$(trace discarded_first)"
json "uncounted discarded events are told" 'vms[0]["discarded_uncounted"] is True and
	vms[0]["complete"] is False'
succeeds "modules only" modules_only.txt report boot "$(trace modules_only)"
run report boot --json "$(trace modules_only)"
json "without early start a boot is not complete" 'vms[0]["complete"] is False and
	vms[0]["levels"] == [] and {c["level"] for c in calls} == {"module"}'
succeeds "a trace that begins in a boot's middle" tail_only.txt report boot "$(trace tail_only)"
run report boot --json "$(trace backwards)"
json "a clock that runs backwards is shown as it is" 'calls[0]["duration_ns"] == -8000000 and
	calls[0]["start_ns"] == -1000000'

# --- hostile and odd contents
succeeds "a guest that attacks the terminal" hostile.txt report boot "$(trace hostile)"
problem=$(tr -d '\n -~' <"$tmp/out" | wc -c)
verdict "only printable ASCII reaches the terminal" "${problem#0}"
run report boot --json "$(trace hostile)"
json "hostile strings come through JSON unharmed" '"\x1b[31mred\x1b[0m\r\n\t" in
	[c["name"] for c in calls] and "x" * 1000 in [c["name"] for c in calls]'
succeeds "text as arrays and sequences of bytes" text_arrays.txt report boot --top 4 \
	"$(trace text_arrays)"
run report boot --json "$(trace many)"
json "200,000 initcalls at once" 'len(calls) == 200000 and vms[0]["complete"] is True'

# --- what cannot be read
fails "no such path" 1 '.*no such directory' report boot "$tmp/nowhere"
fails "a file" 1 '.*not a trace but a file' report boot "$0"
mkdir "$tmp/empty"
fails "a directory without a trace" 1 '.*no metadata' report boot "$tmp/empty"
fails "a trace without our events" 1 '.*no hypertrace events.*hypertrace doctor' \
	report boot "$(trace no_events)"
fails "a VM whose guest is silent" 1 '.*reported nothing' report boot "$(trace silent_vm)"
fails "a number that is a string" 1 ".*initcall_start has no field 'func'" \
	report boot "$(trace wrong_type)"
fails "a common field that is a string" 1 ".*guest_start has no field 'vm_id'" \
	report boot "$(trace wrong_common)"
fails "a string that is a number" 1 ".*initcall_level has no field 'level' that is text" \
	report boot "$(trace wrong_string)"
fails "a number that is too large" 1 ".*user_start has no field 'vcpu_id'.*32 bits" \
	report boot "$(trace wide_value)"
fails "an event without fields" 1 ".*guest_start has no field 'vm_id'" \
	report boot "$(trace no_payload)"
fails "an event that lacks a field" 1 ".*initcall_start has no field 'name'" \
	report boot "$(trace missing_field)"
cp -r "$(trace normal)" "$tmp/metadata"
truncate -s 900 "$tmp/metadata/kernel/metadata"
# Whole stacks, which take long, for lsan.supp to find out whose leak it is.
ASAN_OPTIONS=$ASAN_OPTIONS:fast_unwind_on_malloc=0 \
	fails "metadata that is cut" 1 '.*nothing in it could be read' report boot \
	"$tmp/metadata"

# partly NAME PATTERN DIR: what could be read is reported, then one line says what is wrong
partly() {
	run report boot "$3"
	problem=''
	[ "$status" = 1 ] || problem="exit status $status;"
	[ "$(wc -l <"$tmp/err")" = 1 ] || problem="$problem not one line on stderr;"
	grep -q "^hypertrace: .*$2" "$tmp/err" || problem="$problem no '$2';"
	grep -q first_init "$tmp/out" || problem="$problem what could be read is not reported;"
	grep -q 'damaged or cut short' "$tmp/out" || problem="$problem looks complete"
	verdict "$1" "$problem"
}
partly "a damaged trace is reported up to the damage" 'only what precedes' "$(trace corrupt)"
for size in 4097 4300 8191; do
	cp -r "$(trace truncated)" "$tmp/cut$size"
	truncate -s $size "$tmp/cut$size/kernel/channel0_0"
	partly "a trace cut at byte $size is reported up to there" 'cut short' "$tmp/cut$size"
done
run report boot --json "$tmp/cut4300"
json "a trace that was cut is no complete boot" 'd["truncated"] is True and
	vms[0]["complete"] is False'
cp -r "$(trace truncated)" "$tmp/cut300"
truncate -s 300 "$tmp/cut300/kernel/channel0_0"
fails "a trace cut in its first packet" 1 '.*could be read' report boot "$tmp/cut300"
cp -r "$(trace two_vms)" "$tmp/cut_one"
truncate -s 4000 "$tmp/cut_one/kernel/channel0_1"
run report boot --json "$tmp/cut_one"
json "one stream that is cut leaves the others" '[vm["vm_id"] for vm in vms] == [1] and
	len(calls) == 28'
problem=$(ls "$TMPDIR")
verdict "nothing is left in TMPDIR" "$problem"

if as_nobody "$HYPERTRACE" --version >/dev/null 2>&1; then
	cp -r "$(trace normal)" "$tmp/locked_dir"
	chmod 0 "$tmp/locked_dir/kernel"
	cp -r "$(trace normal)" "$tmp/locked_file"
	chmod 0 "$tmp/locked_file/kernel/channel0_0"
	for what in dir file; do
		problem=''
		as_nobody "$HYPERTRACE" report boot "$tmp/locked_$what" >"$tmp/out" 2>"$tmp/err"
		[ $? = 1 ] || problem="exit status is not 1;"
		grep -q '^hypertrace: .*permission denied.*sudo' "$tmp/err" ||
			problem="$problem no clear line"
		verdict "a $what that may not be read" "$problem"
	done
	chmod 755 "$tmp/locked_dir/kernel"
else
	skip "a dir that may not be read" "the command cannot be run as another user"
	skip "a file that may not be read" "the command cannot be run as another user"
fi

# --- output that does not arrive
problem=''
"$HYPERTRACE" report boot "$(trace normal)" >/dev/full 2>"$tmp/err"
[ $? = 1 ] || problem="exit status is not 1;"
grep -q '^hypertrace: cannot write' "$tmp/err" || problem="$problem no clear line"
verdict "a full disk" "$problem"
unread "a reader that goes away" report boot --top all "$(trace many)"

# --- colour
pty='import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'
TERM=xterm python3 -c "$pty" "$HYPERTRACE" report boot "$(trace normal)" >"$tmp/out" </dev/null
has "colour on a terminal" $'\033\\['
TERM=xterm NO_COLOR=1 python3 -c "$pty" "$HYPERTRACE" report boot "$(trace normal)" \
	>"$tmp/out" </dev/null
lacks "no colour with NO_COLOR" $'\033\\['
TERM=dumb python3 -c "$pty" "$HYPERTRACE" report boot "$(trace normal)" >"$tmp/out" </dev/null
lacks "no colour on a dumb terminal" $'\033\\['
HT_DEBUG=1 "$HYPERTRACE" report boot "$(trace corrupt)" >"$tmp/out" 2>"$tmp/err"
cp "$tmp/err" "$tmp/out"
has "HT_DEBUG shows what libbabeltrace2 says" 'libbabeltrace2: '
