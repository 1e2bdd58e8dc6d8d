# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace export --trace-compass. Part of run.sh.

samples=$here/../../traces/samples

# exports NAME TRACE [ARGS…]: into $tmp/t/NAME
exports() {
	local name=$1 input=$2 problem=''

	shift 2
	run export --trace-compass "$@" "$input" "$tmp/t/$name"
	[ "$status" = 0 ] || problem="exit status $status;"
	[ -s "$tmp/err" ] && problem="$problem something on stderr"
	verdict "$name: exported" "$problem"
	for dir in "$tmp/t/$name"/*; do
		show "$dir" "$tmp/t/$name.txt" || problem="babeltrace2 cannot read $dir"
		grep -v 'Tracer .*discarded' "$tmp/t/$name.txt.err" >"$tmp/out" &&
			problem=$(head -3 "$tmp/out")
	done
	verdict "$name: babeltrace2 reads all of it without a warning" "$problem"
}

# equals NAME WHAT INPUT [ARGS…]
equals() {
	verdict "$1: $2" "$(python3 "$here/check_export.py" "${@:4}" "$3" "$tmp/t/$1" 2>&1 | tail -1)"
}

# differs NAME WHAT INPUT OUT: the check is worth something
differs() {
	verdict "$1" "$(python3 "$here/check_export.py" "$2" "$3" >"$tmp/out" 2>&1 &&
		echo 'nobody noticed'; grep -q Traceback "$tmp/out" && tail -1 "$tmp/out")"
}

if ! command -v babeltrace >/dev/null; then
	ok 0 "exports are what was recorded # SKIP no babeltrace: install the package babeltrace"
else
	for name in boot migration panic shutdown; do
		exports "ex-$name" "$samples/$name"
		equals "ex-$name" "the same events, by VM and vCPU" "$samples/$name"
	done
	for name in virtual bare_virtual samples_events boot_events exits_events both wrapped ordered \
		after_end; do
		exports "ex-$name" "$(trace "$name")"
		equals "ex-$name" "the same events, by VM and vCPU" "$(trace "$name")"
	done
	for name in samples boot exits; do
		exports "ex-$name-packed" "$(trace "${name}_packed")"
		equals "ex-$name-packed" "the same events as if recorded one by one" \
			"$(trace "${name}_events")"
	done
	# as_converted NAME INPUT: but for the name of the trace, which is made up each time
	as_converted() {
		converts "$1-as" "$2"
		verdict "$1: the host's trace is what hypertrace convert writes" "$(
			for dir in "ex-$1/host" "$1-as"; do
				(cd "$tmp/t/$dir" && sed '/^trace {/,/^};/s/uuid = .*//' metadata &&
					babeltrace2 --clock-cycles --fields=all --names=all . 2>&1 |
					sed 's/trace = [^ ]*,//') >"$tmp/as-${dir##*/}.txt"
			done
			differ "$tmp/as-host.txt" "$tmp/as-$1-as.txt")"
	}
	as_converted boot "$samples/boot"
	as_converted virtual "$(trace virtual)"
	# Of these nobody can say what should become of them but hypertrace convert.
	for name in mixed late slow backwards garbage names odd_exits all_kinds discarded no_fields; do
		exports "ex-$name" "$(trace "$name")"
		converts "ex-$name-as" "$(trace "$name")"
		equals "ex-$name" "the same events as hypertrace convert makes" "$tmp/t/ex-$name-as" \
			--late --no-messages
	done
	for name in discarded losses; do
		[ -d "$tmp/t/ex-$name" ] || exports "ex-$name" "$(trace "$name")"
		verdict "ex-$name: no packet within a stream has no events" \
			"$(python3 "$here/packets.py" "$tmp/t/ex-$name"/{host,hypervisor} 2>&1)"
	done
	for name in overview nested restart; do
		python3 "$here/../cli/fake_overview.py" "$name" "$tmp/t/in-$name" 2>/dev/null || continue
		exports "ex-$name" "$tmp/t/in-$name"
		equals "ex-$name" "the same events, by VM and vCPU" "$tmp/t/in-$name" --late \
			--no-messages
	done

	# --- one VM
	exports ex-one "$(trace virtual)" --vm 2
	equals ex-one "that VM, and the host" "$(trace virtual)" --vm 2
	exports ex-pid "$(trace virtual)" --vm 4002
	equals ex-pid "a VM by its VMM's process" "$(trace virtual)" --vm 2

	# --- two hosts, whose VMs have the same numbers
	mkdir "$tmp/t/hosts"
	cp -r "$(trace virtual)/kernel" "$tmp/t/hosts/first"
	cp -r "$(trace virtual)/kernel" "$tmp/t/hosts/second"
	sed -i 's/fake-for-unit-tests/another-host/; s/5f3c2a10/5f3c2a11/' \
		"$tmp/t/hosts/second/metadata"
	fails "two hosts are told apart" 1 '.*give the directory of one host' \
		export --trace-compass "$tmp/t/hosts" "$tmp/t/ex-hosts"

	# --- what Trace Compass goes by
	guest=$tmp/t/ex-boot/guest-vm1-pid135/metadata
	for entry in 'hostname = "vm1-pid135"' 'domain = "kernel"' 'tracer_name = "lttng-modules"' \
		'tracer_major = 2' 'synthesized_by = "hypertrace ' 'kernel_release = "6.1.192"'; do
		verdict "a guest's trace says: $entry" "$(grep -aqF "$entry" "$guest" || echo no)"
	done
	# clock TRACE: the name of its clock, if that is one
	clock() {
		sed -n '/^clock {/,/^};/s/^\tuuid = "\(.*\)";/\1/p' "$tmp/t/ex-boot/$1/metadata"
	}
	verdict "host and hypervisor have one clock, a guest has another" "$(
		[[ $(clock host) =~ ^[-0-9a-f]{36}$ ]] &&
			[ "$(clock hypervisor)" = "$(clock host)" ] &&
			[[ $(clock guest-vm1-pid135) =~ ^[-0-9a-f]{36}$ ]] &&
			[ "$(clock guest-vm1-pid135)" != "$(clock host)" ] ||
			grep -A 9 '^clock {' "$tmp/t/ex-boot"/*/metadata)"
	verdict "packets have a cpu_id, in each trace" "$(for dir in "$tmp/t/ex-boot"/*; do
		cpu_names "$dir" | grep -qx cpu_id || echo "$dir"
		grep -q ' _cpu_id;' "$dir/metadata" && echo "$dir: _cpu_id"
	done)"
	sed '/domain = /d' "$(trace virtual)/kernel/metadata" >"$tmp/t/hosts/first/metadata"
	exports ex-domain "$tmp/t/hosts/first"
	for name in host hypervisor; do
		verdict "the $name's trace is a kernel's, if its tracer did not say" "$(
			grep -aq 'domain = "kernel"' "$tmp/t/ex-domain/$name/metadata" || echo no)"
	done

	# --- the check notices what is wrong
	damaged() {
		rm -rf "$tmp/t/dmg"
		cp -r "$tmp/t/ex-virtual" "$tmp/t/dmg"
	}
	virtual=$(trace virtual)
	differs "check: a trace of something else" "$samples/boot" "$tmp/t/ex-migration"
	damaged
	rm -r "$tmp/t/dmg/guest-vm2-pid4002"
	differs "check: a guest is missing" "$virtual" "$tmp/t/dmg"
	damaged
	rm "$tmp/t/dmg/guest-vm1-pid4001/guest_1"
	differs "check: a vCPU is missing" "$virtual" "$tmp/t/dmg"
	damaged
	rm "$tmp/t/dmg/hypervisor/synthesized_0"
	differs "check: what was added is missing" "$virtual" "$tmp/t/dmg"
	damaged
	cp "$tmp/t/dmg/host"/* "$tmp/t/dmg/hypervisor"
	differs "check: guests' events are with the hypervisor's" "$virtual" "$tmp/t/dmg"
	damaged
	cp "$tmp/t/dmg/hypervisor"/* "$tmp/t/dmg/host"
	differs "check: something was added to the host's" "$virtual" "$tmp/t/dmg"
	damaged
	rm "$tmp/t/dmg/host/channel0_1"
	differs "check: events of the host are missing" "$virtual" "$tmp/t/dmg"
	damaged
	rm "$tmp/t/dmg/hypervisor/channel0_1"
	differs "check: events of the hypervisor are missing" "$virtual" "$tmp/t/dmg"
	damaged
	cp -r "$tmp/t/dmg/guest-vm1-pid4001" "$tmp/t/dmg/guest-vm1-pid4001-2"
	differs "check: a guest is there twice" "$virtual" "$tmp/t/dmg"
	for text in "it's one" "syscall_entry_read" "sched_switch" "_prev_prio" "vmsync_gh_guest"; do
		damaged
		python3 - "$tmp/t/dmg/guest-vm1-pid4001" "$text" <<'EOF'
import pathlib
import sys

for path in pathlib.Path(sys.argv[1]).iterdir():
    data = path.read_bytes()
    path.write_bytes(data.replace(sys.argv[2].encode(), sys.argv[2][:-1].encode() + b"X", 1))
EOF
		differs "check: a byte of '$text' is another" "$virtual" "$tmp/t/dmg"
	done
fi

# --- where to, and what cannot be read
small=$(trace virtual)
run export --trace-compass "$small" "$tmp/t/tc"
fails "OUT is there" 1 '.*is there already; --force' export --trace-compass "$small" "$tmp/t/tc"
run export --trace-compass --force --vm 2 "$(trace after_end)" "$tmp/t/tc"
verdict "it says how many bytes there are, of the VM that is wanted" "$(
	bytes=$(find "$tmp/t/tc" -type f -exec cat {} + | wc -c)
	grep -q ": 14 events, $bytes bytes$" "$tmp/out" || told "$tmp/out")"
run export --trace-compass --force "$small" "$tmp/t/tc"
verdict "--force replaces what an export made" "$(cat "$tmp/err")"
fails "no such VM" 1 ".*no VM '77' in this trace; there are: " \
	export --trace-compass --vm 77 "$small" "$tmp/t/x"
fails "nowhere to write to" 1 '.*cannot write it' export --trace-compass "$small" "$tmp/no/where"
fails "no such trace" 1 '.*no such directory' export --trace-compass "$tmp/nowhere" "$tmp/t/x"
fails "more VMs than can be" 1 '.*more than 4096 VMs' \
	export --trace-compass "$(trace many_vcpus)" "$tmp/t/x"
run export --trace-compass "$tmp/t/corrupt" "$tmp/t/corrupt-tc"
verdict "a damaged trace: what precedes the damage, and a word" "$([ "$status" = 1 ] &&
	grep -q '^hypertrace: .*only what precedes' "$tmp/err" &&
	babeltrace2 "$tmp/t/corrupt-tc"/guest-* 2>"$tmp/out" | grep -q second_init &&
	! [ -s "$tmp/out" ] || told "$tmp/err" "$tmp/out")"
if [ "$(id -u)" = 0 ] && mkdir -p "$tmp/small" &&
	mount -t tmpfs -o size=3m none "$tmp/small" 2>/dev/null; then
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
		fails "export to a full disk" 1 '.*cannot write the trace; is there room' \
		export --trace-compass "$(trace big 200000)" "$tmp/small/out"
	verdict "which is left as it was" "$(ls -A "$tmp/small")"
	umount "$tmp/small"
else
	ok 0 "export to a full disk # SKIP needs root, to make a small one"
fi
"$HYPERTRACE" export --trace-compass "$(trace big 200000)" "$tmp/t/stopped" >"$tmp/out" 2>&1 &
sleep 0.3
kill -INT $! 2>/dev/null
wait $!
verdict "an interrupt leaves nothing behind, or comes too late" "$(nothing_left
	! grep -i sanitizer "$tmp/out")"
