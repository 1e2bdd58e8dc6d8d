# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace top on the sample traces, and what a real lttng-relayd without sessions, or none at all,
# gives to those who read live. What it has while a VM is recorded is suite "record". Part of run.sh.

samples=$here/../../traces/samples

# lines NAME EXPRESSION: the last run printed lines of JSON (list d) of which it holds
lines() {
	verdict "$1" "$(python3 -c 'import json, sys
d = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
total = lambda key: sum(v[key] for s in d for v in s["vcpus"])
print("" if eval("(" + sys.argv[2] + ")") else f"does not hold: {sys.argv[2]}")' "$tmp/out" "$2" \
		2>&1 | tail -1)"
}

run report overview --json "$samples/migration"
records=$(python3 -c 'import json; print(sum(v["host_records"] for v in json.load(open("'"$tmp/out"'"))["vms"]))')
moves=$(python3 -c 'import json; print(sum(v["migrations"] for v in json.load(open("'"$tmp/out"'"))["vms"]))')
run top --json --interval 0.1 "$samples/migration"
lines "every record is in one interval" "total('events') == $records and len(d) > 2"
lines "so is every migration" "total('migrations') == $moves > 0"
lines "classes add up" "total('events') == total('sched') + total('syscall') + total('irq') + total('other')"
lines "exits are there" "total('exits') > 0 and total('lost') == 0"
lines "the schema" "{s['schema'] for s in d} == {'hypertrace.top/1'}"
lines "intervals are as long as they should be" \
	"all(s['seconds'] == 0.1 for s in d[:-1])"
run top --json --interval 0.1 --count 2 "$samples/migration"
lines "as many intervals as were asked for" "len(d) == 2"
run top --interval 0.1 "$samples/boot"
verdict "top, for people" "$([ "$status" = 0 ] && [ ! -s "$tmp/err" ] || told "$tmp/err")"
has "its columns" 'VM *PID *vCPU *events/s *sched/s *syscall/s *irq/s *other/s *exits/s'
fails "top of what is no trace" 1 '.*not a trace' top "$here"
unread "top ends when its reader goes away" top --interval 0.1 "$samples/migration"

# --- relay daemons
# Free ones: this suite may run beside another one of the kind.
read -r port control data < <(python3 -c 'import socket
held = [socket.create_server(("localhost", 0)) for _ in range(3)]
print(*(each.getsockname()[1] for each in held))')
relay=net://localhost:$port
for command in "report boot" "report overview" "report exits" "report migrations" "report panic" \
	"report shutdown" top; do
	# shellcheck disable=SC2086
	fails "no relay daemon for $command" 1 "$relay: no relay daemon answers .*start lttng-relayd" \
		$command --live "$relay/host/h/s"
done
fails "a relay daemon that cannot be" 1 'net://: no relay daemon' report boot --live net://
if command -v lttng-relayd >/dev/null; then
	mkdir "$tmp/relayd"
	LTTNG_HOME=$tmp/relayd lttng-relayd --control-port=tcp://localhost:$control \
		--data-port=tcp://localhost:$data --live-port=tcp://localhost:$port \
		--output="$tmp/relayd" >"$tmp/relayd.log" 2>&1 &
	relayd=$!
	for _ in $(seq 100); do
		(exec 3<>/dev/tcp/localhost/$port) 2>/dev/null && break
		sleep 0.1
	done
	fails "a session that is not there" 1 "$relay/host/h/s: no such session, and no other" \
		report overview --live "$relay/host/h/s"
	fails "a relay daemon alone" 1 "$relay: no such session, and no other" top "$relay"
	kill $relayd
	wait $relayd 2>/dev/null
else
	skip "sessions of a relay daemon" "no lttng-relayd"
fi
