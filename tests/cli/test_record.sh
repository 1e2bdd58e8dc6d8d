# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace record and load, as far as they get on FAKE machines: what they refuse, and what they say
# is missing. What they do is suite "record". Part of run.sh, after test_guest.sh.

# --- the command line
unset HT_SYSROOT
misuse_record() { # NAME PATTERN ARGS…: a usage error that says why
	local name=$1 pattern=$2

	shift 2
	run "$@"
	verdict "$name" "$([ "$status" = 2 ] && [ ! -s "$tmp/out" ] && grep -q "$pattern" "$tmp/err" ||
		echo "status $status")"
}
misuse_record "nothing to record" "record what?" record
misuse_record "a VM and a command" "no room for 'qemu'" record --vm 1 qemu
misuse_record "two places" 'one of the two' record -o /x --relay h qemu
misuse_record "an event class that is none" "did you mean 'sched'" record --events shed qemu
misuse_record "no event class" 'no event class' record --events '' qemu
misuse_record "a transport" 'echo ring >/sys/kernel/hypertrace/transport' record --transport ring qemu
misuse_record "a transport for a VM that runs" 'transport=batch on its kernel' record --transport batch --vm 1
misuse_record "a transport that is none" "not 'pigeon'" record --transport pigeon qemu
misuse_record "a session with a slash" "has no '/'" record --session a/b qemu
misuse_record "virsh that starts nothing" 'only .virsh start DOMAIN' record virsh list
misuse_record "virsh that starts nobody" 'only .virsh start DOMAIN' record -- virsh start --paused
misuse_record "two sessions" 'one session at a time' load a b

# --- modules
record_machine() {
	new_machine
	put sys/module/kvm_hypertrace/version "$version\n"
	put sys/module/lttng_probe_hypertrace/version "$version\n"
	put sys/module/lttng_probe_hypertrace_packed/version "$version\n"
	put $allow 'none\n'
	mkdir -p "$HT_SYSROOT/$vms"
}
new_machine
fails "no modules" 1 'the module kvm_hypertrace is not installed .*sudo make install-host' \
	record -o "$tmp/rec" true
fails "no modules, for lttng" 1 'no session .* in ' load nonsense
record_machine
rm -r "$HT_SYSROOT/sys/module/lttng_probe_hypertrace_packed"
fails "no probe" 1 'the module lttng_probe_hypertrace_packed is not installed' \
	record -o "$tmp/rec" true
new_machine
module_file kvm-hypertrace.ko "$version"
mkdir "$tmp/modprobe"
fake_modprobe() { # what it says
	printf '#!/bin/sh\necho "modprobe: ERROR: could not insert: %s" >&2\nexit 1\n' "$1" \
		>"$tmp/modprobe/modprobe"
	chmod 755 "$tmp/modprobe/modprobe"
}
PATH=$tmp/modprobe:$PATH
fake_modprobe 'Key was rejected by service'
fails "Secure Boot" 1 'kvm_hypertrace does not load, since Secure Boot .*mokutil' record -o "$tmp/rec" true
fake_modprobe 'Unknown symbol in module, or unknown parameter'
fails "the stock KVM" 1 'kvm_hypertrace does not load into the KVM that runs' record -o "$tmp/rec" true
fake_modprobe 'Operation not permitted'
fails "modules, without root" 1 'kvm_hypertrace is not loaded, and only root may: use sudo' \
	record -o "$tmp/rec" true
fake_modprobe 'Out of cheese'
fails "a module that does not load" 1 'kvm_hypertrace does not load: .*Out of cheese; see' \
	record -o "$tmp/rec" true
rm -r "$tmp/modprobe"

# --- places
record_machine
mkdir -p "$tmp/full/kernel"
fails "a folder that is not empty" 1 '.*something in it already' record -o "$tmp/full" true
touch "$tmp/file"
fails "a file for a folder" 1 '.*there is a file of that name' record -o "$tmp/file" true

# --- LTTng's library, which nobody else waits for
record_machine
mkdir "$tmp/lib"
: >"$tmp/lib/liblttng-ctl.so.0"
library='LTTng.s library cannot be used: .*liblttng-ctl.so.0: '
LD_LIBRARY_PATH=$tmp/lib fails "LTTng's library cannot be loaded" 1 \
	"${library}file too short; sudo apt-get install liblttng-ctl0" record true
LD_LIBRARY_PATH=$tmp/lib succeeds "a report does without it" normal.txt report boot \
	"$(trace normal)"
if echo 'int lttng_channel_create;' | ${CC:-gcc} -x c -shared -fPIC -o "$tmp/lib/liblttng-ctl.so.0" - \
	2>"$tmp/err"; then
	LD_LIBRARY_PATH=$tmp/lib fails "LTTng's library is another one" 1 \
		"${library}undefined symbol: lttng_channel_destroy; sudo" record true
else
	skip "LTTng's library is another one" "no C compiler"
fi
rm -r "$tmp/lib"

# --- LTTng: a daemon of somebody else's home
if as_nobody "$HYPERTRACE" --version >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
	mkdir -m 777 "$tmp/nobody"
	chmod -R a+rX "$HT_SYSROOT"
	nobody() { # ARGS…
		as_nobody env LTTNG_HOME="$tmp/nobody" HOME="$tmp/nobody" "$HYPERTRACE" "$@" \
			>"$tmp/out" 2>"$tmp/err"
		status=$?
	}
	nobody record true
	verdict "no session daemon" "$([ $status = 1 ] && [ "$(wc -l <"$tmp/err")" = 1 ] &&
		grep -q '^hypertrace: no LTTng session daemon that you may use: use sudo' "$tmp/err" ||
		cat "$tmp/err")"
	as_nobody env LTTNG_HOME="$tmp/nobody" HOME="$tmp/nobody" lttng-sessiond --no-kernel \
		>"$tmp/sessiond.log" 2>&1 &
	sessiond=$!
	for _ in $(seq 100); do
		[ -S "$tmp/nobody/.lttng/client-lttng-sessiond" ] && break
		sleep 0.1
	done
	nobody record true
	verdict "a session daemon without a kernel" "$([ $status = 1 ] && [ "$(wc -l <"$tmp/err")" = 1 ] &&
		grep -q "^hypertrace: LTTng cannot list the kernel's tracepoints" "$tmp/err" ||
		cat "$tmp/err")"
	kill $sessiond
	wait $sessiond 2>/dev/null
else
	skip "session daemons" "the command cannot be run as another user"
fi
unset HT_SYSROOT
