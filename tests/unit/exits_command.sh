#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# hypertrace-exits: what it prints on CPUs that are played, what it says where nobody answers, here
# included, and how it takes a wrong command line. TAP.
#
#   usage: tests/unit/exits_command.sh FAKE REAL
#   FAKE: the program with a CPU that FAKE_CPU chooses, see fake_guest.c; REAL: as it is installed
set -uo pipefail

fake=$1 real=$2
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export ASAN_OPTIONS=detect_leaks=1:exitcode=99
unset FAKE_CPU

# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"

# verdict NAME PROBLEM
verdict() {
	printf '%s\n' "$2" | cat - "$tmp/err" >"$tmp/problem"
	[ -z "$2" ]
	ok $? "hypertrace-exits: $1" "$tmp/problem"
}

# run CPU ARGS…
run() {
	FAKE_CPU=$1 "$fake" "${@:2}" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# prints NAME CPU ARGS… <<WANTED: success, and exactly that; T and D are times in it
prints() {
	local problem=

	run "${@:2}"
	[ "$status" = 0 ] || problem="exit status $status"
	[ ! -s "$tmp/err" ] || problem+=" something on stderr"
	sed -i 's/^[0-9][0-9]:[0-9][0-9]:[0-9][0-9], over [0-9.]* s$/T, over D/
		s/"time_ns":[0-9]*/"time_ns":T/; s/"seconds":[0-9][0-9.]*/"seconds":D/' "$tmp/out"
	problem+=$(diff - "$tmp/out")
	verdict "$1" "$problem"
}

# refuses NAME STATUS PATTERN [LINES]: of the last run: a message, and nothing on stdout
refuses() {
	local problem=

	[ "$status" = "$2" ] || problem="exit status $status;"
	grep -q "^[^ ]*: $3" "$tmp/err" || problem+=" no '$3';"
	[ "$(wc -l <"$tmp/err")" -le "${4:-1}" ] || problem+=" more than one line;"
	[ ! -s "$tmp/out" ] || problem+=" something on stdout"
	verdict "$1" "$problem"
}

prints "what has happened, the most first" intel <<-END
	exit  name            count    share       cycles  cycles/exit
	  30  IO_INSTRUCTION   6000   60.0 %     90000000        15000
	  12  HLT              2000   20.0 %  78187493520     39093747
	  48  EPT_VIOLATION    1500   15.0 %      4500000         3000
	  10  CPUID             500    5.0 %      1000000         2000
	      total           10000  100.0 %  78282993520      7828299
END
cp "$tmp/out" "$tmp/table"
prints "another numbering makes no difference" combined <"$tmp/table"
prints "AMD's numbers are written as AMD does, and need 64 bits" amd <<-END
	 exit  name        count    share          cycles  cycles/exit
	0x400  npf    8589934595  100.0 %  52776558133248         6144
	 0x72  cpuid           9    0.0 %           18000         2000
	       total  8589934604  100.0 %  52776558151248         6144
END
prints "nothing has happened" idle <<-END
	exit  name   count  share  cycles  cycles/exit
	      total      0      -       0            -
END
run intel --sort cycles
verdict "--sort cycles" "$([ "$(awk 'NR > 1 { print $1 }' "$tmp/out" | paste -sd' ')" = \
	'12 30 48 10 total' ] || told "$tmp/out")"
run intel --sort number
verdict "--sort number" "$([ "$(awk 'NR > 1 { print $1 }' "$tmp/out" | paste -sd' ')" = \
	'10 12 30 48 total' ] || told "$tmp/out")"

run intel --all --sort number
verdict "--all has every type that Intel defines" \
	"$([ "$(grep -c . "$tmp/out")" = $(($(grep -c '^HT_EXIT' "$top/libhypercall/exits_vmx.def") + 2)) ] ||
		cat "$tmp/out")"
verdict "--all: what has not happened is 0" \
	"$(grep -qE '^ +7  INTERRUPT_WINDOW +0 +0\.0 % +0 +-$' "$tmp/out" || told "$tmp/out")"
verdict "--all: what KVM does not handle is -" \
	"$(grep -qE '^ +16  RDTSC +- +- +- +-$' "$tmp/out" || told "$tmp/out")"
run amd --all
verdict "--all has every type that AMD defines" \
	"$([ "$(grep -c . "$tmp/out")" = $(($(grep -c '^HT_EXIT' "$top/libhypercall/exits_svm.def") + 2)) ] ||
		cat "$tmp/out")"

prints "--interval: the differences" intel --interval 0.1 --count 2 <<-END
	T, over D
	exit  name            count    share  cycles  cycles/exit
	  30  IO_INSTRUCTION     40   80.0 %      90            2
	  10  CPUID              10   20.0 %   10000         1000
	      total              50  100.0 %   10090          202

	T, over D
	exit  name            count    share  cycles  cycles/exit
	  30  IO_INSTRUCTION     40   80.0 %      90            2
	  10  CPUID              10   20.0 %   10000         1000
	      total              50  100.0 %   10090          202
END
prints "--json" amd --json <<-END
	{"schema":"hypertrace.exits/1","vm_id":1,"isa":"svm","numbering":"descending","time_ns":T,"seconds":null,"total":{"count":8589934604,"cycles":52776558151248},"exits":[{"number":1024,"name":"npf","handled":true,"count":8589934595,"cycles":52776558133248},{"number":114,"name":"cpuid","handled":true,"count":9,"cycles":18000}]}
END
prints "--json --interval: one line a sample" intel -j -i 0.1 -n 2 <<-END
	{"schema":"hypertrace.exits/1","vm_id":7,"isa":"vmx","numbering":"ascending","time_ns":T,"seconds":D,"total":{"count":50,"cycles":10090},"exits":[{"number":30,"name":"IO_INSTRUCTION","handled":true,"count":40,"cycles":90},{"number":10,"name":"CPUID","handled":true,"count":10,"cycles":10000}]}
	{"schema":"hypertrace.exits/1","vm_id":7,"isa":"vmx","numbering":"ascending","time_ns":T,"seconds":D,"total":{"count":50,"cycles":10090},"exits":[{"number":30,"name":"IO_INSTRUCTION","handled":true,"count":40,"cycles":90},{"number":10,"name":"CPUID","handled":true,"count":10,"cycles":10000}]}
END
run intel --json --all
verdict "--json --all is JSON" "$(python3 -c 'import json, sys
d = json.load(sys.stdin)
handled = [e["number"] for e in d["exits"] if e["handled"]]
assert 16 not in handled and 30 in handled and len(d["exits"]) > len(handled)' <"$tmp/out" 2>&1)"

run bare
refuses "on bare metal" 1 'this is no virtual machine'
run kvm
refuses "in a VM whose host has no hypertrace, or has not allowed it" 1 \
	"no hypertrace .*'modprobe kvm_hypertrace' and 'hypertrace guest allow PID'"
run silent
refuses "in a VM whose host tells nothing" 1 '.*VM 7 .*exits_cpuid in /sys/kernel/kvm-hypertrace/7$'
run future
refuses "on a host of another age" 1 'the host speaks another version'
run kvm --interval 0.1
refuses "--interval where nobody answers" 1 'no hypertrace'

for arguments in "now" "--frobnicate" "--sort name" "--sort" "--interval soon" "--interval 0.01" \
	"--interval nan" "--interval 1e9" "--interval 1 --count 0" "--interval 1 --count -1" "--count 3"; do
	# shellcheck disable=SC2086 # options and their values
	run intel $arguments
	refuses "wrong usage: $arguments" 2 '' 3
done
run intel --help
verdict "--help has an example" "$([ $status = 0 ] && grep -q 'Example:' "$tmp/out" || told "$tmp/out")"
run intel --version
verdict "--version is that of the source" \
	"$([ "$(cat "$tmp/out")" = "hypertrace-exits $(cat "$top/VERSION")" ] || told "$tmp/out")"
FAKE_CPU=intel "$fake" >/dev/full 2>"$tmp/err"
status=$?
: >"$tmp/out"
refuses "a full disk" 1 'cannot write'

# As it is, on the machine at hand: nobody answers, unless that is a guest of hypertrace itself.
"$real" >"$tmp/out" 2>"$tmp/err"
status=$?
if [ $status = 0 ]; then
	ok 0 "hypertrace-exits: where there is no host # SKIP this machine has one"
else
	refuses "where there is no host" 1 '\(this is no virtual machine\|no hypertrace\|the host\)'
fi
verdict "needs no library of the guest" "$(LC_ALL=C ldd "$real" 2>&1 | grep -v 'not a dynamic')"
tap_end
