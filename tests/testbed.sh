#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What a user of testbed/run can do wrong, and how scenarios end. TAP.
set -uo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
run=$top/testbed/run
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"

# wrong TEXT ARGUMENT...: status 2, and one line on stderr with TEXT in it.
wrong() {
	local text=$1
	shift
	"$run" --out "$work/out" "$@" >"$work/stdout" 2>"$work/err"
	[ $? = 2 ] && [ "$(wc -l <"$work/err")" = 1 ] && grep -q -- "$text" "$work/err"
	ok $? "testbed/run: $* is wrong usage" "$work/err"
}

"$run" --help >"$work/err" && grep -q 'Example' "$work/err"
ok $? "testbed/run: --help shows an example" "$work/err"
wrong "unknown option" --nonsense
wrong "wants an argument" --vcpus
wrong "number above 0" --vcpus 0
wrong "number above 0" --timeout soon
wrong "amd or intel" --cpu arm
wrong "early or stock" --guest windows
wrong "1, 2 or 3" --nested 4
wrong "all, none, 1 or 2" --nested 2 --direct 3
wrong "needs --cpu amd" --cpu intel --nested 2
wrong "no such file" --guest-script /nonexistent
wrong "no such file" --host-file /nonexistent:/x
wrong "SRC:DST" --guest-file /etc/passwd
wrong "absolute DST" --host-file /etc/passwd:x
wrong "needs --cpu amd" --cpu intel --icount

mkdir "$work/precious" && touch "$work/precious/file"
wrong "not empty" --out "$work/precious"
[ -e "$work/precious/file" ]
ok $? "testbed/run: and what is there is not touched" "$work/err"

# A scenario of one's own: its status, its files, files given to it, what it finds on its PATH.
cat >"$work/scenario" <<'END'
#!/bin/sh
echo "testbed: a line for the person who waits"
cat /etc/given >/out/given
for p in hypertrace lttng qemu-system-x86_64 start-guest trace-session; do
	command -v $p >/dev/null || echo $p >>/out/missing
done
hypertrace --version >/out/version
start-guest --timeout 60 --append quiet
echo $? >/out/guest-status
start-guest --guest nonsense
echo $? >/out/bad-status
start-guest --timeout 8 --append "quiet hang" --name hang
echo $? >/out/hang-status
start-guest --append quiet --name noqemu -- --no-such-option
echo $? >/out/noqemu-status
exit 42
END
printf '#!/bin/sh\ncat /etc/given\ngrep -qw hang /proc/cmdline && sleep 1000\nexit 7\n' >"$work/guest"
chmod +x "$work/scenario" "$work/guest"
echo "a given file" >"$work/given"
"$run" --out "$work/out" --host-script "$work/scenario" --host-file "$work/given:/etc/given" \
	--guest-script "$work/guest" --guest-file "$work/given:/etc/given" >"$work/stdout" 2>"$work/err"
[ $? = 42 ]
ok $? "testbed/run: the exit status is the scenario's" "$work/err"
grep -q 'a line for the person who waits' "$work/stdout"
ok $? "testbed/run: shows what the scenario says" "$work/err"
[ "$(cat "$work/out/given")" = "a given file" ]
ok $? "testbed/run: what is left in /out comes back, also when the scenario fails" "$work/err"
[ ! -e "$work/out/missing" ]
ok $? "testbed/run: the commands are on the PATH" "$work/err"
grep -q '^hypertrace ' "$work/out/version"
ok $? "testbed/run: hypertrace runs in the host" "$work/err"
[ "$(cat "$work/out/guest-status")" = 7 ]
ok $? "testbed/run: start-guest ends with the guest script's status" "$work/err"
[ "$(cat "$work/out/bad-status")" = 2 ]
ok $? "testbed/run: start-guest refuses a kernel it does not have" "$work/err"
[ "$(cat "$work/out/hang-status")" = 124 ]
ok $? "testbed/run: start-guest gives up after its timeout" "$work/err"
[ "$(cat "$work/out/noqemu-status")" = 125 ] && grep -q no-such-option "$work/out/noqemu-qemu.log"
ok $? "testbed/run: QEMU's own failure is none of the guest's, and its words are kept" "$work/err"
grep -q 'a given file' "$work/out/guest-console.log"
ok $? "testbed/run: the guest has its file, and its console log is kept" "$work/err"

# A kernel that complains fails a scenario that is content.
printf '#!/bin/sh\necho "WARNING: CPU: 0 PID: 1 at a test" >/dev/kmsg\n' >"$work/scenario"
"$run" --out "$work/out" --host-script "$work/scenario" >"$work/stdout" 2>"$work/err"
[ $? = 120 ] && grep -q 'a kernel complained' "$work/err"
ok $? "testbed/run: a kernel splat is status 120" "$work/err"
printf '#!/bin/sh\necho c >/proc/sysrq-trigger\n' >"$work/scenario"
"$run" --out "$work/out" --host-script "$work/scenario" >"$work/stdout" 2>"$work/err"
[ $? = 121 ] && grep -q 'host died' "$work/err"
ok $? "testbed/run: a host that dies is status 121" "$work/err"
printf '#!/bin/sh\nsleep 1000\n' >"$work/scenario"
"$run" --out "$work/out" --host-script "$work/scenario" --timeout 12 >"$work/stdout" 2>"$work/err"
[ $? = 124 ] && grep -q 'did not end within 12 s' "$work/err"
ok $? "testbed/run: a scenario without end is status 124" "$work/err"
cat >"$work/scenario" <<'END'
#!/bin/sh
grep -q testbed.again= /proc/cmdline || while :; do :; done
END
"$run" --out "$work/out" --host-script "$work/scenario" --icount --timeout 45 >"$work/stdout" 2>"$work/err"
status=$?
[ $status = 0 ] && grep -q 'hangs or died; once more' "$work/err"
ok $? "testbed/run: with --icount one that hangs is tried once more" "$work/err"
printf '#!/bin/sh\ngrep -q testbed.again=3 /proc/cmdline || echo c >/proc/sysrq-trigger\n' >"$work/scenario"
"$run" --again --out "$work/out" --host-script "$work/scenario" >"$work/stdout" 2>"$work/err"
status=$?
[ $status = 0 ] && [ "$(grep -c 'hangs or died; once more' "$work/err")" = 3 ]
ok $? "testbed/run: with --again one that dies is, too, and not only once" "$work/err"

# spin BYTES: an emulator whose one CPU runs BYTES from its boot sector for 12 seconds, and is watched. Closely,
# so that 10 looks are done long before that, however busy this machine is.
spin() {
	printf "%b" "$1" >"$work/boot"
	truncate -s 510 "$work/boot"
	printf '\x55\xaa' >>"$work/boot"
	rm -f "$work/qmp" "$work/hung"
	timeout 12 qemu-system-x86_64 -accel tcg,thread=single -icount shift=0,sleep=off -display none \
		-nodefaults -drive "format=raw,file=$work/boot,if=ide" \
		-qmp "unix:$work/qmp,server=on,wait=off" >"$work/err" 2>&1 &
	"$top/testbed/hung.py" "$work/qmp" "$work/hung" 0.3
	wait
}
spin '\xfa\xeb\xfe' # cli; jmp .
[ -s "$work/hung" ]
ok $? "testbed/hung.py: a CPU that spins with interrupts off hangs" "$work/err"
spin '\xfb\xeb\xfe' # sti; jmp .
[ ! -e "$work/hung" ]
ok $? "testbed/hung.py: one that can be interrupted does not" "$work/err"
spin '\xfa\x40\xeb\xfd' # cli; inc %ax; jmp .-1
[ ! -e "$work/hung" ]
ok $? "testbed/hung.py: nor does one that gets on" "$work/err"

# fake ANSWER [--lost]: a monitor that says of its registers always the same, and ANSWER of its local APIC.
fake() {
	rm -f "$work/qmp" "$work/hung"
	timeout 20 python3 - "$work/qmp" "$1" <<'END' &
import json, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
stream = server.accept()[0].makefile("rw")
print("{}", file=stream, flush=True)
looks = 0
for line in stream:
    said = json.loads(line)
    asked = said.get("arguments", {}).get("command-line")
    answer = {"info registers": "RIP=1 RFL=00000202 [-------] CPL=0 HLT=0", "info lapic": sys.argv[2]}
    print(json.dumps({"return": answer.get(asked, "")}), file=stream, flush=True)
    looks += asked == "info registers"
    if said["execute"] == "quit" or looks == 30:
        break
END
	"$top/testbed/hung.py" ${2:+"$2"} "$work/qmp" "$work/hung" 0.05
	wait
}
fake $'ISR\t (none)\nIRR\t 48 236 \n' --lost
[ -s "$work/hung" ]
ok $? "testbed/hung.py: one that is not interrupted though it should be hangs (by a fake monitor)"
fake $'ISR\t 236 \nIRR\t (none)\n' --lost
[ ! -e "$work/hung" ]
ok $? "testbed/hung.py: one that waits for nothing of the kind does not"
fake $'ISR\t (none)\nIRR\t 48 236 \n'
[ ! -e "$work/hung" ]
ok $? "testbed/hung.py: nor does it where nothing is lost"

tap_end
