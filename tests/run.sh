#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run test suites, each a command that prints TAP, and count. A suite that ends badly without saying
# why, or that ran another number of tests than it planned, is a failure of its own. The last line is
# "N passed, N failed".
#
#   usage: tests/run.sh NAME=COMMAND... [--alone NAME=COMMAND...]
#   environment: JOBS   how many run at a time (default: one a CPU)
#
# Suites begin in the order given. There is a line when one begins; what it says is kept until it ends,
# and then shown whole. Those after --alone wait until the others have ended, and run one at a time.
# With JOBS=1 all do. What runs by itself is shown as it comes.
set -euo pipefail

lanes=${JOBS:-$(nproc)}
[[ $lanes =~ ^[1-9][0-9]*$ ]] || {
	echo "run.sh: JOBS is a number above 0, not '$lanes'" >&2
	exit 2
}
side=() alone=()
for suite; do
	if [ "$suite" = --alone ]; then
		lanes_end=y
	elif [ -z "${lanes_end-}" ] && [ "$lanes" -gt 1 ] && [ $# -gt 1 ]; then
		side+=("$suite")
	else
		alone+=("$suite")
	fi
done

passed=0 failed=0 skipped=0
declare -A running=() since=()
logs=$(mktemp -d)

# in_sessions SESSION...: the processes of these that live
in_sessions() {
	local dir stat state session
	for dir in /proc/[0-9]*; do
		stat=$({ cat "$dir/stat"; } 2>/dev/null) || continue
		# After the name, which may hold anything: state, parent, group, session.
		read -r state _ _ session _ <<<"${stat##*) }"
		[[ $state == Z || " $* " != *" $session "* ]] || echo "${dir#/proc/}"
	done
}

# End what still runs. Each suite is a session: as a group it would lose what timeout(1) starts, which
# makes groups of its own.
stop() {
	local signal pids
	[ ${#running[@]} -gt 0 ] || return 0
	# Who interrupts twice wants it to end, too, and not to leave emulators behind.
	trap '' INT TERM HUP
	echo "# run.sh: ends before ${running[*]}" >&2
	for signal in TERM TERM TERM TERM KILL; do
		mapfile -t pids < <(in_sessions "${!running[@]}")
		[ ${#pids[@]} -gt 0 ] || return 0
		kill -$signal "${pids[@]}" 2>/dev/null || true
		sleep 0.5
	done
}
trap 'stop || true; rm -rf "$logs"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# begin SUITE: in the background, with the signals of the foreground. Its status goes to a file: that of a
# job that has ended bash may have forgotten by the time it is asked for.
begin() {
	local name=${1%%=*}
	: >"$logs/$name"
	# shellcheck disable=SC2016 # for the other shell
	env --default-signal=INT,QUIT setsid bash -c 'bash -c "$1"; echo $? >"$2"' - "${1#*=}" \
		"$logs/.$name" </dev/null >"$logs/$name" 2>&1 &
	running[$!]=$name since[$name]=$SECONDS
}

# status_of NAME: of a suite that has ended, by itself or because somebody killed it
status_of() {
	cat "$logs/.$1" 2>/dev/null || echo 137
}

fail() {
	echo "not ok - $*" | tee -a "$logs/run.sh"
	failed=$((failed + 1))
}

# count NAME STATUS: a suite that has ended
count() {
	local name=$1 log=$logs/$1 good bad skip planned
	good=$(grep -c '^ok ' "$log") || true
	bad=$(grep -c '^not ok ' "$log") || true
	skip=$(grep -c '^ok .*# SKIP' "$log") || true
	planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$log" | tail -n 1)
	passed=$((passed + good - skip)) failed=$((failed + bad)) skipped=$((skipped + skip))
	[ "$2" = 0 ] || [ "$bad" -gt 0 ] || fail "$name: ended with status $2"
	[ "${planned:-none}" = $((good + bad)) ] ||
		fail "$name: planned ${planned:-nothing}, ran $((good + bad))"
	echo "# suite $name: $((good - skip)) passed, $bad failed, $skip skipped, $((SECONDS - since[$name])) s"
}

# reap: the first one to end of those that run side by side
reap() {
	local pid name alive
	while :; do
		alive=$(jobs -pr)
		for pid in "${!running[@]}"; do
			[[ $'\n'$alive$'\n' == *$'\n'$pid$'\n'* ]] || break 2
		done
		wait -n "${!running[@]}" 2>/dev/null || true
	done
	name=${running[$pid]}
	unset "running[$pid]"
	echo "# suite $name"
	cat "$logs/$name"
	count "$name" "$(status_of "$name")"
}

begun=0
for suite in "${side[@]}"; do
	[ ${#running[@]} -lt "$lanes" ] || reap
	begin "$suite"
	begun=$((begun + 1))
	echo "# begins: ${suite%%=*} ($begun of ${#side[@]})"
done
while [ ${#running[@]} -gt 0 ]; do
	reap
done
for suite in "${alone[@]}"; do
	name=${suite%%=*}
	echo "# suite $name"
	begin "$suite"
	pid=$!
	tail -n +1 -s 0.1 -f --pid=$pid "$logs/$name" &
	shown=$!
	wait $pid 2>/dev/null || true
	wait $shown || true
	unset "running[$pid]"
	count "$name" "$(status_of "$name")"
done

if [ $failed -gt 0 ]; then
	echo "# failed:"
	grep -h '^not ok' "$logs"/* | sed 's/^/#   /'
fi
if [ $skipped -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ $failed = 0 ]
