# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace stat, on the FAKE hosts of test_guest.sh, with what kvm-hypertrace shows in debugfs.
# Part of run.sh, after that.

counted=sys/kernel/debug/kvm-hypertrace/exits

# exits_file NOW_NS LINE…: what was counted
exits_file() {
	put $counted "# hypertrace-exits 1 isa 2 tsc_khz 3000000 now_ns $1
# vm_id vm_pid vcpu_id since_ns reason count cycles min max fast fast_cycles user user_cycles hist\n"
	[ $# = 1 ] || printf '%s\n' "${@:2}" >>"$HT_SYSROOT/$counted"
}

# Two VMs, and a second later: VM 1 has exited more often, VM 2 has not, and a third one is there.
first_reading() {
	exits_file 5000000000 \
		'2 4343 0 2000000000 120 7 21000000 2100000 4200000 0 0 0 0 22:5 23:2' \
		'1 4242 0 1000000000 114 100 300000 1200 6000 0 0 0 0 11:40 12:50 13:10' \
		'1 4242 0 1000000000 123 10 3000000 240000 360000 0 0 10 2400000 18:6 19:4' \
		'1 4242 1 1500000000 1024 50 450000 6000 12000 0 0 0 0 13:20 14:30'
}

second_reading() {
	exits_file 6000000000 \
		'1 4242 0 1000000000 114 160 450000 1200 6000 0 0 0 0 11:60 12:90 13:10' \
		'1 4242 0 1000000000 123 12 3900000 240000 600000 0 0 12 3000000 18:7 19:4 20:1' \
		'1 4242 1 1500000000 1024 50 450000 6000 12000 0 0 0 0 13:20 14:30' \
		'1 4242 1 1500000000 124 30 45000 900 1800 30 45000 0 0 10:10 11:20' \
		'2 4343 0 2000000000 120 7 21000000 2100000 4200000 0 0 0 0 22:5 23:2' \
		'3 4444 0 5500000000 120 1 3000000 3000000 3000000 0 0 0 0 22:1'
}

counting_host() {
	new_host
	fake_vm 3 4444 1 newborn
	put proc/mounts 'debugfs /sys/kernel/debug debugfs rw 0 0\n'
	put sys/module/kvm_hypertrace/parameters/exits 'Y\n'
	first_reading
}

# later ARGS…: hypertrace stat, and between its first two readings time goes by. VM 1's last file
# is a pipe: see slow_vm.
later() {
	counting_host
	slow_vm 1 rings
	"$HYPERTRACE" stat --interval 0.1 "$@" >"$tmp/out" 2>"$tmp/err" &
	{
		second_reading
		rm "$HT_SYSROOT/$vms/1/rings"
		put $vms/1/rings '2\n'
		echo 2
	} >"$HT_SYSROOT/$vms/1/rings"
	wait $!
	status=$?
	sed -i 's/^[0-9:]\{8\}, over/TIME, over/' "$tmp/out"
}

# sample NAME EXPRESSION: the last run printed lines of JSON (list d) of which it holds
sample() {
	verdict "$1" "$(python3 -c 'import json, sys
d = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
print("" if eval("(" + sys.argv[2] + ")") else f"does not hold: {sys.argv[2]}")' "$tmp/out" "$2" \
		2>&1 | tail -1)"
}

# --- since counting began
counting_host
succeeds "all exits since counting began" stat_totals.txt stat --interval 0
succeeds "those of one VM's vCPUs" stat_vcpus.txt stat --interval 0 --count 1 --by vcpu --vm 1
run stat --json --interval 0
sample "for programs, a line a VM" '[(v["schema"], v["vm_id"], v["vm_pid"], v["process"], v["isa"],
	v["tsc_khz"], v["by"]) for v in d] == [("hypertrace.stat/1", 1, 4242, "qemu-system-x86", "svm",
	3000000, "reason"), ("hypertrace.stat/1", 2, 4343, "crosvm", "svm", 3000000, "reason")]'
sample "since when" '[v["seconds"] for v in d] == [4.0, 3.0]'
sample "what takes longest comes first" '[[r["name"] for r in v["rows"]] for v in d] ==
	[["io", "npf", "cpuid"], ["hlt"]]'
sample "all of it" '(d[0]["total"]["count"], d[0]["total"]["cycles"], d[0]["total"]["ns"]) ==
	(160, 3750000, 1250000)'
sample "extremes are exact" '[(r["min_ns"], r["max_ns"], r["min_is_bound"], r["max_is_bound"]) for
	r in d[0]["rows"]] == [(80000, 120000, False, False), (2000, 4000, False, False),
	(400, 2000, False, False)]'

# --- between two readings
later --count 1
problem=''
[ "$status" = 0 ] || problem="exit status $status"
[ -s "$tmp/err" ] && problem="$problem something on stderr"
same_as_golden stat_live.txt "$tmp/out" ||
	problem="$problem output differs from golden/stat_live.txt"
verdict "what happened in between" "$problem"
later --json --count 1
sample "only what is new counts" '[(v["vm_id"], v["seconds"], v["total"]["count"],
	v["total"]["cycles"]) for v in d] == [(1, 1.0, 92, 1095000), (2, 1.0, 0, 0),
	(3, 1.0, 1, 3000000)]'
sample "of what is older only bounds are known" '{r["name"]: (r["count"], r["min_is_bound"],
	r["max_is_bound"], r["max_ns"]) for r in d[0]["rows"]} == {"cpuid": (60, True, True, 1365),
	"io": (2, True, False, 200000), "msr": (30, False, False, 600)}'
sample "the fast path and the VMM" '{r["name"]: (r["fast"], r["user"], r["user_ns"]) for r in
	d[0]["rows"]} == {"cpuid": (0, 0, 0), "io": (0, 2, 200000), "msr": (30, 0, 0)}'
later --json --count 1 --vm 4343
sample "a VM that did nothing" '[(v["vm_id"], v["total"]["count"], v["rows"]) for v in d] ==
	[(2, 0, [])]'
later --count 2
verdict "a block a sample" "$([ "$(grep -c '^TIME, over' "$tmp/out")" = 2 ] || told "$tmp/out")"
lacks "no escape sequences in a pipe, either" $'\033'
has "the second one has nothing new" '^TIME, over 0.0 s'

# --- counting that began anew
counting_host
slow_vm 1 rings
"$HYPERTRACE" stat --json --interval 0.1 --count 1 --vm 1 >"$tmp/out" 2>"$tmp/err" &
{
	exits_file 6000000000 '1 4242 0 5500000000 114 300 900000 1500 6000 0 0 0 0 11:300'
	rm "$HT_SYSROOT/$vms/1/rings"
	put $vms/1/rings '2\n'
	echo 2
} >"$HT_SYSROOT/$vms/1/rings"
wait $!
sample "what is counted anew is all new" '[(v["vm_id"], v["total"]["count"]) for v in d] ==
	[(1, 300)]'

# --- live
counting_host
TERM=xterm python3 -c "$pty" "$HYPERTRACE" stat --interval 0.1 --count 2 >"$tmp/out" </dev/null
has "a terminal is redrawn" $'\033\\[H\033\\[J'
problem=''
timeout 20 "$HYPERTRACE" stat --interval 0.1 2>"$tmp/err" | head -1 >"$tmp/out"
[ "${PIPESTATUS[0]}" = 1 ] || problem="exit status is not 1;"
[ -s "$tmp/err" ] && problem="$problem something on stderr"
verdict "stat ends when its reader goes away" "$problem"
counting_host
slow_vm 1 rings
"$HYPERTRACE" stat --interval 0.1 --vm 1 >"$tmp/out" 2>"$tmp/err" &
{
	mv "$HT_SYSROOT/$vms/1" "$HT_SYSROOT/ended"
	echo 2
} >"$HT_SYSROOT/$vms/1/rings"
wait $!
status=$?
wrote "stat ends with its VM"
empty_host
exits_file 5000000000
run stat --interval 0.1 --count 1
has "stat waits for VMs" 'no VM yet'
run stat --interval 0
has "no VM, since counting began" 'no VM yet'
run stat --json --interval 0
verdict "no VM, for programs" "$([ ! -s "$tmp/out" ] && [ "$status" = 0 ] || told "$tmp/out")"
counting_host
exits_file 5000000000
run stat --interval 0 --vm 1
has "a VM that did not exit yet" 'no exits yet'
put proc/4242/comm '\033[31mred\377\n'
first_reading
run stat --interval 0
has "a name that attacks the terminal, live" 'VM 1, process 4242 (\\x1b\[31mred\\xff)'

# --- what cannot be shown
new_machine
fails "stat without a module" 1 ".*kvm-hypertrace is not installed .*'hypertrace doctor'" stat
module_file kvm-hypertrace.ko "$version"
fails "stat with a module that is not loaded" 1 '.*not loaded: sudo modprobe kvm-hypertrace' stat
new_host
fails "stat without debugfs" 1 '.*debugfs is not mounted: sudo mount -t debugfs none /sys/ker' stat
put proc/mounts 'debugfs /sys/kernel/debug debugfs rw 0 0\n'
fails "stat with an old module" 1 '.*has no /sys/kernel/debug/kvm-hypertrace/exits.*one version' \
	stat
counting_host
fails "exits of a VM that is not there, live" 1 ".*no VM '7'; there are: 1 (pid 4242)" stat --vm 7
empty_host
exits_file 5000000000
fails "exits of no VM" 1 '.*there is no VM' stat --vm 1
counting_host
put $vms/2/exits '0\n'
fails "a VM whose exits are not counted" 1 \
	'.*the exits of this VM are not counted: sudo hypertrace guest exits on 2' stat --vm 2
run stat --interval 0 --vm 1
has "another one's are" 'VM 1, process 4242'
put $vms/1/exits '0\n'
put $vms/3/exits '0\n'
fails "exits that nobody counts" 1 '.*of the VMs are not counted: .* guest exits on --all-vms' stat
put sys/module/kvm_hypertrace/parameters/exits 'N\n'
fails "exits that nobody may count" 1 ".*nobody's exits: echo Y | sudo tee .*/parameters/exits" stat
for line in '' '# vms 1\n' '# hypertrace-exits 2 isa 1 tsc_khz 1 now_ns 1\n'; do
	counting_host
	put $counted "$line"
	fails "a file of another version: '$line'" 1 '.*cannot read\|.*kvm-hypertrace/exits has a line' \
		stat --interval 0
done
for line in '1 2' 'one' '1 4242 0 1 114 1 1 1 1 0 0 0 0 x' '1 4242 0 1 114 1 1 1 1 0 0 0 0 40:1' \
	'1 4242 0 1 114 1 1 1 1 0 0 0 0 3:' '1 4242 0 1 114 1 1 1 1 0 0 0 0 3' \
	'1 4242 0 1 114 -1 1 1 1 0 0 0 0' '4294967296 4242 0 1 114 1 1 1 1 0 0 0 0' \
	'1 4242 0 1 114 1 1 1 1 0 0 0 99999999999999999999' '1 4242 0 1 114 1 1 1:1 0 0 0 0 3:1'; do
	counting_host
	exits_file 5000000000 "$line"
	fails "a line that is none: '$line'" 1 '.*exits has a line .*install all parts' stat --interval 0
done
counting_host
rm "$HT_SYSROOT/$counted"
mkdir "$HT_SYSROOT/$counted"
fails "a file that is a folder" 1 '.*cannot read .*: Is a directory' stat
if as_nobody "$HYPERTRACE" --version >/dev/null 2>&1; then
	counting_host
	chmod -R a+rX "$HT_SYSROOT"
	chmod 0 "$HT_SYSROOT/sys/kernel/debug"
	as_nobody "$HYPERTRACE" stat >"$tmp/out" 2>"$tmp/err"
	verdict "a debugfs that is closed" "$([ $? = 1 ] && [ "$(wc -l <"$tmp/err")" = 1 ] &&
		grep -q '^hypertrace: .*permission denied; use sudo' "$tmp/err" || told "$tmp/err")"
	rm -r "$HT_SYSROOT/$vms" "$HT_SYSROOT/sys/module"
	as_nobody "$HYPERTRACE" stat >"$tmp/out" 2>"$tmp/err"
	verdict "a closed debugfs does not hide that there is no module" \
		"$(grep -q 'is not installed' "$tmp/err" || told "$tmp/err")"
	chmod 755 "$HT_SYSROOT/sys/kernel/debug"
else
	skip "a debugfs that is closed" "the command cannot be run as another user"
fi
unset HT_SYSROOT
