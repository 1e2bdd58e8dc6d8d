# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# The plugin, as babeltrace2 loads it. Part of run.sh.

# retime TRACE PARAMS [ARGS…]: what comes out of the filter, in $tmp/out
retime() {
	babeltrace2 --plugin-path="$PLUGINS" "$1" \
		--component=retime:filter.hypertrace.retime --params="$2" "${@:3}" \
		--component=sink:sink.text.pretty --params='clock-cycles=true' \
		>"$tmp/out" 2>"$tmp/err"
}

babeltrace2 --plugin-path="$PLUGINS" help filter.hypertrace.retime >"$tmp/out" 2>"$tmp/err"
verdict "babeltrace2 finds the plugin" "$(grep -q window-ms "$tmp/out" || told "$tmp/err")"
retime "$(trace late)" 'window-ms=60'
verdict "it retimes" "$(cat "$tmp/err"
	python3 "$here/check.py" monotone "$tmp/out"
	python3 "$here/check.py" placed "$tmp/out")"
retime "$(trace late)" 'window-ms=1'
verdict "it warns of what is late" "$(grep -q 'came too late.*window-ms=50 would' "$tmp/err" ||
	cat "$tmp/err")"
retime "$(trace late)" 'window-ms=60,max-events=20,packet-events=7' --log-level=INFO
verdict "max-events bounds what it holds" \
	"$(grep -q ' 21 held at most' "$tmp/err" || tail -3 "$tmp/err")"
retime "$(trace late)" 'measure=true'
verdict "when it measures nothing gets through" "$(cat "$tmp/out" "$tmp/err")"
for params in 'window-ms=-1' 'window-ms="x"' 'max-events=0' 'packet-events=0' 'measure=1'; do
	retime "$(trace late)" "$params"
	verdict "it refuses $params" "$(grep -q " wants " "$tmp/err" || told "$tmp/err")"
done

# --- cut packets
babeltrace2 --plugin-path="$PLUGINS" "$(trace mixed)" \
	--component=retime:filter.hypertrace.retime --params='packet-events=3' \
	--component=sink:sink.ctf.fs --params="path=\"$tmp/t/packets\",quiet=true" 2>"$tmp/err"
show "$tmp/t/packets" "$tmp/t/packets.txt"
verdict "packets can be cut anywhere" "$(cat "$tmp/err" "$tmp/t/packets.txt.err"
	python3 "$here/check.py" sequential "$tmp/t/packets.txt")"

# --- the command writes by itself; babeltrace2 writes the same with the filter, so each is a check of
# the other
for name in late mixed slow backwards ordered samples_packed exits_packed garbage names odd_exits \
	discarded old_packed virtual both; do
	converts "$name-own" "$(trace "$name")"
	window=$(sed -n 's/.*"window_ms": \([0-9]*\).*/\1/p' "$tmp/t/$name-own.json")
	rm -rf "$tmp/t/theirs"
	babeltrace2 --plugin-path="$PLUGINS" "$(trace "$name")" \
		--component=retime:filter.hypertrace.retime --params="window-ms=$window" \
		--component=sink:sink.ctf.fs --params="path=\"$tmp/t/theirs\",quiet=true" 2>"$tmp/err"
	show "$tmp/t/theirs" "$tmp/t/theirs.txt"
	verdict "$name: babeltrace2 with the filter writes the same events" \
		"$(grep -v 'records were skipped' "$tmp/err"
		differ "$tmp/t/theirs.txt" "$tmp/t/$name-own.txt")"
	verdict "$name: and tells of the same losses" \
		"$(diff <(warnings "$tmp/t/theirs.txt.err") <(warnings "$tmp/t/$name-own.txt.err"))"
done

# --- installed
for prefix in /usr /opt/other; do
	make -C "$here/../../traces/babeltrace" install O="$(dirname "$PLUGINS")" PREFIX=$prefix \
		DESTDIR="$tmp/root" >"$tmp/made" 2>&1
	found=$(find "$tmp/root$prefix" -name babeltrace-plugin-hypertrace.so -printf '%h\n')
	BABELTRACE_PLUGIN_PATH=$found babeltrace2 "$(trace late)" \
		--component=filter.hypertrace.retime --params=window-ms=60 >"$tmp/out" 2>"$tmp/err"
	verdict "installed below $prefix, babeltrace2 loads it" \
		"$([ -s "$tmp/out" ] || told "$tmp/err" "$tmp/made")"
	verdict "installed below $prefix, its pages are there" \
		"$([ -s "$tmp/root$prefix/share/man/man7/babeltrace2-filter.hypertrace.retime.7" ] ||
			echo 'no page')"
done
verdict "where babeltrace2 does not look, the note says what to set" \
	"$(grep -q 'BABELTRACE_PLUGIN_PATH=/opt/other' "$tmp/made" || told "$tmp/made")"
rm -rf "$tmp/root"
