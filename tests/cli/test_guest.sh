# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace guest …, on FAKE hosts: folders that look like the sysfs of kvm-hypertrace, and keep
# whatever is written into them. Part of run.sh, after test_doctor.sh, whose machines these are.

vms=sys/kernel/kvm-hypertrace
allow=sys/module/kvm_hypertrace/parameters/allow
all_classes='boot user sched syscall irq softirq fault func power'

# fake_vm ID PID ALLOWED COMM: emitted = traced + lost, and lost is the sum of its causes
fake_vm() {
	local value

	put "$vms/$1/pid" "$2\n"
	put "$vms/$1/allowed" "$3\n"
	put "$vms/$1/events_allow" "$all_classes\n"
	put "$vms/$1/events_want" 'none\n'
	put "proc/$2/comm" "$4\n"
	for value in rate=0 quota=0 emitted=1000 traced=979 lost=21 lost_guest=6 lost_rate=5 \
		lost_quota=4 lost_untraced=3 lost_invalid=3 drained_bytes=64000 drains=12 \
		doorbells=7 rejected=1 faults=0 exits=1 exits_cpuid=0 rings=2; do
		put "$vms/$1/${value%=*}" "${value#*=}\n"
	done
}

# A host with kvm-hypertrace and nothing else, and one with two VMs.
empty_host() {
	new_machine
	put sys/module/kvm_hypertrace/version "$version\n"
	put $allow 'none\n'
	mkdir -p "$HT_SYSROOT/$vms"
}

new_host() {
	empty_host
	put $allow '4242\n'
	fake_vm 1 4242 1 qemu-system-x86
	fake_vm 2 4343 0 crosvm
	put $vms/2/events_allow 'none\n'
	put $vms/2/events_want 'sched irq\n'
	put $vms/2/rate '10485760\n'
	put $vms/2/quota '1500000\n'
	put $vms/2/exits_cpuid '1\n'
}

# wrote NAME [FILE TEXT]…: the last run succeeded, was silent, and these files have these lines
wrote() {
	local name=$1 problem=''

	shift
	[ "$status" = 0 ] || problem="exit status $status;"
	[ -s "$tmp/out" ] || [ -s "$tmp/err" ] && problem="$problem not silent;"
	while [ $# -gt 0 ]; do
		[ "$(cat "$HT_SYSROOT/$1")" = "$2" ] ||
			problem="$problem $1 has '$(cat "$HT_SYSROOT/$1")', not '$2';"
		shift 2
	done
	verdict "$name" "$problem"
}

# The values stand in pipes, so nothing is read before the test has written it. What is in the
# braces happens after all other files of the VM were read, since "rings" is the last.
slow_vm() {
	rm -f "$HT_SYSROOT/$vms/$1/$2"
	mkfifo "$HT_SYSROOT/$vms/$1/$2"
}

# --- list
new_host
succeeds "VMs, for people" guest_list.txt guest list
succeeds "VMs, for programs" guest_list.json guest list --json
json "the list's schema" 'd["schema"] == "hypertrace.guest.list/1" and
	[vm["vm_id"] for vm in vms] == [1, 2]'
json "a VM that may trace" '(vms[0]["vm_pid"], vms[0]["process"], vms[0]["allowed"],
	vms[0]["events_want"], len(vms[0]["events_allow"])) ==
	(4242, "qemu-system-x86", True, [], 9)'
json "a VM that may not" '(vms[1]["allowed"], vms[1]["events_want"], vms[1]["rate"]) ==
	(False, ["sched", "irq"], 10485760)'
json "every loss has a cause" 'all(c["emitted"] == c["traced"] + c["lost"] and c["lost"] ==
	sum(v for k, v in c.items() if k.startswith("lost_")) for c in
	(vm["counters"] for vm in vms))'
fake_vm 10 4444 1 later
run guest list
verdict "VMs come by number" "$([ "$(awk '{ printf "%s ", $1 }' "$tmp/out")" = 'VM 1 2 10 ' ] ||
	cat "$tmp/out")"
rm -r "$HT_SYSROOT/proc/4242"
run guest list
has "a process that cannot be looked at" '^ *1  4242  -'
run guest list --json
json "its name is null" 'vms[0]["process"] is None'
put proc/4242/comm '\033[31mred\377\n'
run guest list
has "a name that attacks the terminal" '\\x1b\[31mred\\xff'
run guest list --json
json "that name in JSON" 'vms[0]["process"] == "\x1b[31mred\ufffd"'
put $vms/1/counters 'a file of a later version\n'
put $vms/total 'another one\n'
put $vms/1/events_allow "$all_classes weather\n"
run guest list
has "a class of a later version" 'power,weather'
ln -s nowhere "$HT_SYSROOT/$vms/3"
run guest list --json
json "a VM that ends while it is read" '[vm["vm_id"] for vm in vms] == [1, 2, 10]'
empty_host
run guest list
has "no VM" 'No VM was seen'
run guest list --json
json "no VM, for programs" 'd["vms"] == []'
fake_vm 1 4242 0 qemu
run guest list
has "nobody is allowed" 'None of them may trace: sudo hypertrace guest allow PID'

# --- show
new_host
succeeds "one VM, for people" guest_show.txt guest show 2
succeeds "one VM, for programs" guest_show.json guest show --json 2
json "the VM's schema" 'd["schema"] == "hypertrace.guest.show/1" and d["vm_id"] == 2 and
	d["counters"]["lost_guest"] == 6'

# --- which VM is meant
meant() {
	run guest show --json "$2"
	json "$1" "d['vm_id'] == $3"
}
meant "a VM by its id" 2 2
meant "a VM by its id, in full" vm:2 2
meant "a VM by its process" 4343 2
meant "a VM by its process, in full" pid:4343 2
fake_vm 4242 4545 1 confusing
meant "an id goes before a process id" 4242 4242
meant "pid: says that it is a process" pid:4242 1
fails "a VM that is not there" 1 ".*no VM '7'; there are: 1 (pid 4242), 2 (pid 4343), 4242 " \
	guest show 7
fails "an id that is not there, in full" 1 ".*no VM 'vm:4343'" guest show vm:4343
fails "a process without a VM" 1 ".*no VM 'pid:1'" guest show pid:1
fails "a name" 1 ".*no VM 'web1'; there are" guest show web1
fails "a number that is too large" 1 '.*no VM' guest show 99999999999999999999
fails "hostile characters" 1 '.*no VM .\\x1b' guest show $'\033[31m'
fake_vm 5 4545 1 twice
fails "a process with two VMs" 1 '.*process 4545 has 2 VMs; say which by its id' guest show \
	pid:4545
for id in 100 101 102 103 104 105 2000; do
	fake_vm $id $((9000 + id)) 0 many
done
fails "many VMs, one of them near" 1 ".*no VM '2001'; did you mean 2000?" guest show 2001
fails "many VMs, none near" 1 ".*no VM '77777'; there are: 1 (pid 4242), .*, \.\.\." guest show \
	77777
empty_host
fails "there is no VM to show" 1 '.*there is no VM: .*start one' guest show 1
fails "there is no VM to switch" 1 '.*there is no VM: .*start one' guest enable sched --all-vms

# --- allow, deny
new_host
run guest allow all
wrote "allow all" $allow all
run guest deny all
wrote "deny all" $allow none
run guest allow 4343
wrote "allow a process" $allow +4343
run guest allow 777
wrote "allow a process that has no VM yet" $allow +777
run guest allow vm:2
wrote "allow a VM's process" $allow +4343
run guest allow pid:1
wrote "allow a process whose number is a VM's" $allow +1
run guest deny 4242
wrote "deny a process" $allow -4242
put $allow 'all\n'
fails "deny one of all" 1 '.*everybody is allowed, .*guest deny all' guest deny 4242
put $allow 'untouched\n'
fails "a VM's id where a process is meant" 1 \
	'.*process 2 has no VM, but VM 2 is there, of process 4343: say pid:2 or vm:2' \
	guest allow 4242 2
fails "no process id" 1 ".*'web1' is no process id" guest allow web1
fails "process 0" 1 ".*'0' is no process id" guest allow 0
fails "a VM that is not there to allow" 1 ".*no VM 'vm:7'" guest allow vm:7
status=0
: >"$tmp/err"
wrote "nothing was done by halves" $allow untouched

# --- enable, disable
new_host
run guest enable sched,irq 1
wrote "enable lets through and asks" $vms/1/events_allow '+sched +irq' \
	$vms/1/events_want '+sched +irq' $vms/2/events_want 'sched irq'
run guest disable func 1 vm:2
wrote "disable takes both back, of several VMs" $vms/1/events_allow -func \
	$vms/1/events_want -func $vms/2/events_allow -func $vms/2/events_want -func
run guest disable all --all-vms
everything=$(echo " $all_classes" | sed 's/ / -/g')
wrote "all classes, all VMs" $vms/1/events_want "${everything# }" \
	$vms/2/events_allow "${everything# }"
new_host
run guest enable boot --all-vms
verdict "a VM that may not trace is switched" "$([ "$status" = 0 ] || echo "status $status")"
cp "$tmp/err" "$tmp/out"
has "and one is told so" 'VM 2 may not trace yet: sudo hypertrace guest allow 4343'
lacks "of the others one is not" 'VM 1 '
new_host
fails "classes with a space between" 1 ".*no VM 'irq'; event classes are separated by commas" \
	guest enable sched irq 1
fails "one VM that is not there" 1 ".*no VM '3'" guest enable sched 1 3
status=0
: >"$tmp/err"
wrote "the other one was not touched" $vms/1/events_want none

# --- limit
run guest limit 1 --rate 10M
wrote "limit a rate" $vms/1/rate 10485760 $vms/1/quota 0
run guest limit vm:1 2 --rate 1k --quota 2G
wrote "limit both, of two VMs" $vms/1/rate 1024 $vms/2/rate 1024 $vms/2/quota 2147483648
run guest limit --all-vms --rate none --quota 0
wrote "limit nothing" $vms/1/rate 0 $vms/2/rate 0 $vms/2/quota 0
run guest limit 1 --quota 18446744073709551615
wrote "the largest limit" $vms/1/quota 18446744073709551615

# --- watch
new_host
slow_vm 1 emitted
slow_vm 1 rings
"$HYPERTRACE" guest watch --json --interval 0.1 --count 1 1 >"$tmp/out" 2>"$tmp/err" &
for value in 1000 1250; do
	echo $value >"$HT_SYSROOT/$vms/1/emitted"
	echo 1 >"$HT_SYSROOT/$vms/1/rings"
done
wait $!
status=$?
json "how fast a counter grows" 'abs(vms[0]["emitted_per_s"] * d["seconds"] - 250) < 1 and
	vms[0]["traced_per_s"] == 0 and vms[0]["counters"]["emitted"] == 1250'
json "the sample's schema" 'd["schema"] == "hypertrace.guest.watch/1" and
	[vm["vm_id"] for vm in vms] == [1] and d["time_ns"] > 10**18 and d["seconds"] > 0.05'
fake_vm 7 4747 1 newborn
mv "$HT_SYSROOT/$vms/7" "$tmp/newborn"
"$HYPERTRACE" guest watch --json --interval 1 --count 1 >"$tmp/out" 2>"$tmp/err" &
for value in 1000 10; do
	echo $value >"$HT_SYSROOT/$vms/1/emitted"
	echo 1 >"$HT_SYSROOT/$vms/1/rings"
	[ $value = 10 ] || mv "$tmp/newborn" "$HT_SYSROOT/$vms/7"
done
wait $!
json "a counter that falls has no speed" 'vms[0]["emitted_per_s"] == 0'
json "a VM that is new has counted from 0" '[round(vm["lost_per_s"] * d["seconds"]) for vm in vms
	if vm["vm_id"] == 7] == [21]'

new_host
run guest watch --json --interval 0.1 --count 3
problem=$(python3 -c 'import json, sys
samples = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
assert [len(s["vms"]) for s in samples] == [2, 2, 2]' "$tmp/out" 2>&1 | tail -1)
verdict "one line a sample" "$problem"
run guest watch --interval 0.1 --count 2
verdict "a table a sample" "$([ "$(grep -c '^VM .*lost/s' "$tmp/out")" = 2 ] || told "$tmp/out")"
lacks "no escape sequences in a pipe" $'\033'
has "both VMs are watched" crosvm
run guest watch --interval 0.1 --count 1 2
lacks "one VM is watched" qemu
TERM=xterm python3 -c "$pty" "$HYPERTRACE" guest watch --interval 0.1 --count 2 >"$tmp/out" \
	</dev/null
has "a terminal is refreshed in place" $'\033\\[H\033\\[J'
TERM=dumb python3 -c "$pty" "$HYPERTRACE" guest watch --interval 0.1 --count 2 >"$tmp/out" \
	</dev/null
lacks "a dumb terminal is not" $'\033'
empty_host
run guest watch --interval 0.1 --count 1
has "watch waits for VMs" 'no VM yet'
fails "watch a VM that is not there" 1 '.*there is no VM' guest watch 1
new_host
problem=''
timeout 20 "$HYPERTRACE" guest watch --interval 0.1 2>"$tmp/err" | head -1 >"$tmp/out"
[ "${PIPESTATUS[0]}" = 1 ] || problem="exit status is not 1;"
[ -s "$tmp/err" ] && problem="$problem something on stderr"
verdict "watch ends when its reader goes away" "$problem"
slow_vm 1 rings
"$HYPERTRACE" guest watch --interval 0.1 1 >"$tmp/out" 2>"$tmp/err" &
{
	mv "$HT_SYSROOT/$vms/1" "$HT_SYSROOT/ended"
	echo 2
} >"$HT_SYSROOT/$vms/1/rings"
wait $!
status=$?
wrote "watch ends with its VM"
new_host
slow_vm 1 rings
"$HYPERTRACE" guest watch --interval 0.1 >"$tmp/out" 2>"$tmp/err" &
{
	mv "$HT_SYSROOT/$vms" "$HT_SYSROOT/unloaded"
	rm -r "$HT_SYSROOT/sys/module"
	echo 2
} >"$HT_SYSROOT/$vms/1/rings"
wait $!
verdict "watch fails with its module" "$([ $? = 1 ] || echo 'exit status is not 1')"
cp "$tmp/err" "$tmp/out"
has "and says so" 'kvm-hypertrace is not installed'

# --- exits
new_host
run guest exits on 1
wrote "count exits" $vms/1/exits 1 $vms/1/exits_cpuid 0 $vms/2/exits_cpuid 1
run guest exits cpuid 1 pid:4343
wrote "and let guests ask for them" $vms/1/exits 1 $vms/1/exits_cpuid 1 $vms/2/exits_cpuid 1
run guest exits off --all-vms
wrote "count no exits" $vms/1/exits 0 $vms/1/exits_cpuid 0 $vms/2/exits 0 $vms/2/exits_cpuid 0
run guest list
has "a list says so" '21  off '
run guest list --json
json "for programs, too" '[(vm["exits"], vm["exits_cpuid"]) for vm in vms] == [(False, False)] * 2'
fails "exits of a VM that is not there" 1 ".*no VM '7'" guest exits on 7
fails "exits, but neither on nor off" 2 ".*'maybe'? It is on, off or cpuid" guest exits maybe 1

# --- VMs that end while something is written
new_host
rm -r "$HT_SYSROOT/$vms/2"
for how in --all-vms 1; do
	slow_vm 1 rings
	"$HYPERTRACE" guest enable sched $how >"$tmp/out" 2>"$tmp/err" &
	{
		mv "$HT_SYSROOT/$vms/1" "$HT_SYSROOT/ended"
		echo 2
	} >"$HT_SYSROOT/$vms/1/rings"
	wait $!
	status=$?
	[ $how = 1 ] || wrote "a VM that ended, among all"
	mv "$HT_SYSROOT/ended" "$HT_SYSROOT/$vms/1"
done
cp "$tmp/err" "$tmp/out"
has "a VM that ended, by its id" "events_allow is gone: did the VM end?"
verdict "is a failure" "$([ $status = 1 ] || echo "exit status $status")"

# --- no module, another module, no permission
new_machine
fails "no module" 1 ".*kvm-hypertrace is not installed .*'hypertrace doctor'" guest list
fails "no module to write to" 1 '.*kvm-hypertrace is not installed' guest allow all
module_file kvm-hypertrace.ko "$version"
fails "a module that is not loaded" 1 '.*not loaded: sudo modprobe kvm-hypertrace' guest list
put sys/module/kvm_hypertrace/version '0.0.1\n'
fails "a module without this interface" 1 '.*(version 0.0.1) has no /sys/kernel/kvm-hyper.*one v' \
	guest list
new_host
rm "$HT_SYSROOT/$vms/1/drains"
fails "a file that is missing" 1 '.*no /sys/kernel/kvm-hypertrace/1/drains: install all parts' \
	guest list
put $vms/1/drains 'many\n'
fails "a number that is none" 1 ".*1/drains is no number but 'many'" guest show 1
put $vms/1/drains '1 2\n'
fails "two numbers" 1 ".*1/drains is no number but '1 2'" guest watch
new_host
rm "$HT_SYSROOT/$vms/1/rate"
mkdir "$HT_SYSROOT/$vms/1/rate"
fails "a file that cannot be read" 1 '.*cannot read .*/1/rate: Is a directory' guest list
if as_nobody "$HYPERTRACE" --version >/dev/null 2>&1; then
	# denied NAME PATTERN ARGS…: as fails, but not as root
	denied() {
		local name=$1 pattern=$2 problem=''

		shift 2
		as_nobody "$HYPERTRACE" guest "$@" >"$tmp/out" 2>"$tmp/err"
		[ $? = 1 ] || problem="exit status is not 1;"
		grep -q "^hypertrace: $pattern" "$tmp/err" || problem="$problem no '$pattern';"
		[ "$(wc -l <"$tmp/err")" = 1 ] || problem="$problem not one line on stderr;"
		verdict "$name" "$problem"
	}
	new_host
	chmod -R a+rX,a-w "$HT_SYSROOT"
	for command in 'allow all' 'deny 4242' 'enable irq 1' 'disable irq --all-vms' \
		'limit 1 --rate 1' 'exits on 1'; do
		# shellcheck disable=SC2086
		denied "$command, not as root" '.*permission denied; only root.*sudo' $command
	done
	chmod u+w "$HT_SYSROOT/$vms" "$HT_SYSROOT/$vms/1/lost"
	chmod 0 "$HT_SYSROOT/$vms/1/lost"
	denied "a counter that may not be read" '.*cannot read .*lost: Permission .*with sudo' list
	chmod 0 "$HT_SYSROOT/$vms"
	denied "a folder that may not be read" '.*cannot read .*: Permission .*with sudo' list
	chmod -R u+rwX "$HT_SYSROOT"
else
	skip "no permission" "the command cannot be run as another user"
fi

# --- what the kernel refuses
if ${CC:-gcc} -shared -fPIC -o "$tmp/fake_write.so" "$here/fake_write.c" 2>"$tmp/err"; then
	# refused NAME ERRNO PATTERN ARGS…: as fails, while the kernel answers so
	refused() {
		local name=$1 number=$2 pattern=$3 problem=''

		shift 3
		new_host
		FAKE_WRITE_ERRNO=$number LD_PRELOAD=$tmp/fake_write.so \
			ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0 \
			"$HYPERTRACE" guest "$@" >"$tmp/out" 2>"$tmp/err"
		[ $? = 1 ] || problem="exit status is not 1;"
		grep -q "^hypertrace: $pattern" "$tmp/err" || problem="$problem no '$pattern';"
		[ "$(wc -l <"$tmp/err")" = 1 ] || problem="$problem not one line on stderr;"
		verdict "$name" "$problem"
	}
	refused "allow a process that is not there" 3 '.*no process 99999: .*guest list' allow 99999
	refused "deny a process that was not allowed" 3 '.*process 99999 was not allowed' deny 99999
	refused "allow too many" 7 '.*too many processes are allowed' allow 4343
	refused "a class that the module does not know" 22 \
		".*does not accept '+func' in .*/1/events_allow: install all parts" enable func 1
	refused "a VM that ends at the last moment" 19 '.*1/rate is gone: the VM has just' \
		limit 1 --rate 1
	refused "a kernel that refuses even root" 1 '.*permission denied; ' enable func --all-vms
	refused "exits while nobody's are counted" 95 '.*nobody.s exits: echo Y | sudo tee' \
		exits on 1
	refused "another error" 5 ".*cannot write '1' to .*/1/quota: Input/output error" \
		limit 1 --quota 1
else
	skip "what the kernel refuses" "no C compiler"
fi
unset HT_SYSROOT
