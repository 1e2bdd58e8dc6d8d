# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# What a report does before its first event: it loads no more than it needs, and opens a trace once. Part of
# run.sh.

# loaded [ENVIRONMENT…]: the libraries and plugins that a report loads, in $tmp/loaded; what it says in $tmp/out
loaded() {
	env "$@" LD_DEBUG=files LD_DEBUG_OUTPUT="$tmp/loading" "$HYPERTRACE" report exits "$(trace late)" \
		>"$tmp/out" 2>"$tmp/err"
	status=$?
	cat "$tmp"/loading.* | sed -n 's/.*calling init: //p' >"$tmp/loaded"
	rm -f "$tmp"/loading.*
}

# as_ever NAME [PATTERN]: a report as it always is, after loading what matches
as_ever() {
	verdict "$1" "$(cat "$tmp/err"
		[ "$status" = 0 ] || echo "exit status $status"
		cmp "$tmp/usual" "$tmp/out" 2>&1
		[ -z "${2-}" ] || grep -q "$2" "$tmp/loaded" || echo "did not load $2")"
}

mkdir -p "$tmp/home/.local/lib/babeltrace2" "$tmp/beside/babeltrace2/plugins" "$tmp/none"
loaded HOME="$tmp/home"
cp "$tmp/out" "$tmp/usual"
as_ever "a report loads what reads CTF" '/babeltrace-plugin-ctf.so'
verdict "and no other plugin" "$(grep babeltrace-plugin "$tmp/loaded" | grep -v -- '-ctf.so')"
verdict "nor what only records" "$(grep -E 'lttng|xml' "$tmp/loaded")"

# A plugin of the same name that the library would find before its own is taken.
loaded HOME="$tmp/home" BABELTRACE_PLUGIN_PATH="$tmp/none"
as_ever "BABELTRACE_PLUGIN_PATH has the library look" '/babeltrace-plugin-utils.so'
mkdir "$tmp/home/.local/lib/babeltrace2/plugins"
loaded HOME="$tmp/home"
as_ever "so do plugins of the user's own" '/babeltrace-plugin-utils.so'
rmdir "$tmp/home/.local/lib/babeltrace2/plugins"
loaded -u HOME
as_ever "so does a user without a home" '/babeltrace-plugin-utils.so'
library=$(ldd "$HYPERTRACE" | sed -n 's/.*libbabeltrace2.so.0 => \([^ ]*\).*/\1/p')
cp "$library" "$tmp/beside/libbabeltrace2.so.0"
loaded HOME="$tmp/home" LD_LIBRARY_PATH="$tmp/beside"
as_ever "there is no plugin beside the library" '/babeltrace-plugin-utils.so'
echo 'no plugin' >"$tmp/beside/babeltrace2/plugins/babeltrace-plugin-ctf.so"
loaded HOME="$tmp/home" LD_LIBRARY_PATH="$tmp/beside"
as_ever "what is there is no plugin" '/babeltrace-plugin-utils.so'

# --- opened once, unless one of several cannot be
# opens DIR: how often its metadata is opened
opens() {
	strace -f -e trace=openat -o "$tmp/opens" "$HYPERTRACE" report exits "$1" >"$tmp/out" 2>"$tmp/err"
	status=$?
	grep -c '/metadata"' "$tmp/opens"
}
for name in a b c; do
	mkdir -p "$tmp/several/$name"
	cp -r "$(trace late)/." "$tmp/several/$name"
done
if ! strace -o /dev/null true 2>/dev/null || nm "$HYPERTRACE" 2>/dev/null | grep -q __asan_init; then
	skip "a trace is opened once" "nothing can be traced"
else
	# Its packets are looked at before.
	verdict "a trace is opened once" "$(n=$(opens "$(trace late)"); [ "$n" = 2 ] || echo "$n times")"
fi
run report exits "$tmp/several"
cp "$tmp/out" "$tmp/usual"
verdict "several traces" "$([ "$status" = 0 ] || told "$tmp/err")"
stream=$(find "$tmp/several/b" -type f ! -name metadata -size +0 | head -1)
truncate -s -1 "$stream"
run report exits "$tmp/several"
verdict "one of several that is cut short" "$([ "$status" = 1 ] && grep -q 'cut short; only its whole' "$tmp/err" &&
	grep -q '^VM ' "$tmp/out" || told "$tmp/err")"
: >"$tmp/several/b/metadata"
run report exits "$tmp/several"
verdict "one of several that cannot be read" "$([ "$status" = 1 ] && [ ! -s "$tmp/out" ] &&
	grep -q '/b: the trace is damaged and nothing' "$tmp/err" || told "$tmp/err")"
rm -rf "$tmp/several" "$tmp/beside" "$tmp/home" "$tmp/none"
