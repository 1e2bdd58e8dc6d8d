# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# sink.hypertrace.report, installed, for who has no command hypertrace. Part of run.sh.

make -C "$here/../../traces/babeltrace" install O="$(dirname "$PLUGINS")" PREFIX=/opt/sink \
	DESTDIR="$tmp/root" >"$tmp/made" 2>&1
installed=$tmp/root/opt/sink/lib/babeltrace2/plugins
samples=$here/../../traces/samples
mkdir "$tmp/sinks"

# sink TRACE PARAMS [ARGS…]: what the sink prints, in $tmp/out; exit status in $status
sink() {
	babeltrace2 --plugin-path="$installed" "$1" "${@:3}" \
		--component=sink.hypertrace.report --params="$2" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# same NAME TRACE PARAMS ARGS…: the sink prints what the command does with ARGS, and ends as well
same() {
	local name=$1 trace=$2 params=$3 want got

	shift 3
	sink "$trace" "$params"
	got=$status
	mv "$tmp/out" "$tmp/sink"
	mv "$tmp/err" "$tmp/sink.err"
	run report "$@" "$trace"
	want=$status
	mv "$tmp/sink.err" "$tmp/err"
	verdict "$name" "$([ "$got" = "$want" ] || echo "exit status $got, not $want"
		cmp "$tmp/out" "$tmp/sink" 2>&1)"
}

# refuses NAME PATTERN TRACE PARAMS: exit status 1, nothing printed, and a cause in words
refuses() {
	local problem=''

	sink "$3" "$4"
	[ "$status" = 1 ] || problem="exit status $status;"
	[ -s "$tmp/out" ] && problem="$problem something on stdout;"
	# babeltrace2 breaks lines where it likes.
	tr -s '\n ' ' ' <"$tmp/err" | grep -q -- "$2" || problem="$problem no '$2'"
	verdict "$1" "$problem"
}

babeltrace2 --plugin-path="$installed" help sink.hypertrace.report >"$tmp/out" 2>"$tmp/err"
verdict "babeltrace2 knows of the sink" "$(grep -q 'report  *which: boot' "$tmp/out" ||
	cat "$tmp/err")"
verdict "its page is installed" \
	"$([ -s "$tmp/root/opt/sink/share/man/man7/babeltrace2-sink.hypertrace.report.7" ] ||
		cat "$tmp/made")"

# --- what the command prints
for name in boot panic shutdown migration; do
	for report in boot exits migrations overview panic shutdown; do
		same "sample $name: the sink's report $report" "$samples/$name" \
			"report=\"$report\"" "$report"
		same "sample $name: the sink's report $report in JSON" "$samples/$name" \
			"report=\"$report\",json=yes" "$report" --json
	done
done
same "the sink: top and vm" "$samples/migration" 'report=migrations,top=3,vm="vm:1"' \
	migrations --top 3 --vm vm:1
same "the sink: top of all" "$samples/boot" 'report=boot,top=all' boot --top all
same "the sink: last" "$samples/panic" 'report=panic,last=3,vm=3' panic --last 3 --vm 3
same "the sink: packed events" "$(trace boot_packed)" 'report=boot,json=yes' boot --json
same "the sink: late events" "$(trace late)" 'report=overview' overview
sink "$(trace late)" 'report=overview' --component=filter.hypertrace.retime
cp "$tmp/out" "$tmp/sink"
run report overview "$(trace late)"
verdict "the sink behind the filter" "$(cmp "$tmp/out" "$tmp/sink" 2>&1)"
babeltrace2 --plugin-path="$installed" run --component=in:source.ctf.fs \
	--params="inputs=[\"$samples/boot/kernel\"]" --component=muxer:filter.utils.muxer \
	--component=out:sink.hypertrace.report --params='report="boot"' \
	--connect=in:muxer --connect=muxer:out >"$tmp/sink" 2>"$tmp/err"
run report boot "$samples/boot"
verdict "the sink in babeltrace2 run" "$(cmp "$tmp/out" "$tmp/sink" 2>&1)"

# --- what it refuses
reports='boot, exits, migrations, overview, panic, shutdown'
refuses "the sink: no report" "wants a text, which is one of: $reports" "$samples/boot" 'json=yes'
refuses "the sink: a report that is no text" "one of: $reports" "$samples/boot" 'report=5'
refuses "the sink: an unknown report" "no report 'bot'; there are: $reports" "$samples/boot" \
	'report="bot"'
refuses "the sink: an unknown parameter" "no parameter 'tpo'; it has: report, json, vm, top *$" \
	"$samples/boot" 'report=exits,tpo=5'
refuses "the sink: another report's parameter" \
	"'boot' has no parameter 'last'; it has: report, json, top" "$samples/boot" \
	'report=boot,last=5'
for params in 'json=1' 'vm=-1' 'vm=[1]' 'top=-1' 'top="x"'; do
	refuses "the sink: $params" " ${params%%=*} wants " "$samples/boot" "report=exits,$params"
done
refuses "the sink: last=1001" 'last wants a number up to 1000' "$samples/boot" \
	'report=panic,last=1001'

# --- when it fails
refuses "the sink: a VM that is not there" "no VM '99' in this trace; there is: 3 (pid " \
	"$samples/panic" 'report=panic,vm=99'
python3 "$here/../cli/fake_traces.py" no_events "$tmp/sinks/none" 2>"$tmp/err"
refuses "the sink: nothing of ours in the trace" 'input: no hypertrace events in this trace' \
	"$tmp/sinks/none" 'report=boot'
python3 "$here/../cli/fake_traces.py" corrupt "$tmp/sinks/corrupt" 2>"$tmp/err"
same "the sink: a damaged trace is reported up to the damage" "$tmp/sinks/corrupt" 'report=boot' boot
verdict "and that is said" "$(tr -s '\n ' ' ' <"$tmp/err" |
	grep -q 'input: the trace is damaged; only what precedes' || echo 'it is not')"
cp -r "$samples/panic" "$tmp/sinks/cut"
truncate -s -100 "$tmp/sinks/cut/kernel/hypertrace_0"
refuses "the sink: a trace that is cut short, which babeltrace2 cannot open" \
	"Failed to index CTF stream file" "$tmp/sinks/cut" 'report=panic'
# The names take the place of "(none)" in the metadata, whose packets keep their size.
for name in boot:host-a panic:host-b; do
	mkdir -p "$tmp/sinks/hosts/${name#*:}"
	cp -r "$samples/${name%:*}" "$tmp/sinks/hosts/${name#*:}/"
	sed -i "s/\"(none)\"/\"${name#*:}\"/" "$tmp/sinks/hosts/${name#*:}/${name%:*}/kernel/metadata"
done
refuses "the sink: traces of several hosts" "traces of several hosts ('host-[ab]', 'host-[ab]')" \
	"$tmp/sinks/hosts" 'report=boot'
babeltrace2 --plugin-path="$installed" "$samples/boot" --component=sink.hypertrace.report \
	--params='report=boot' >/dev/full 2>"$tmp/err"
verdict "the sink: output that cannot be written" \
	"$(grep -q 'cannot write the report: No space left' "$tmp/err" || told "$tmp/err")"
rm -rf "$tmp/root"
