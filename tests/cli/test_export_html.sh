# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace export --html: the file, and what may go wrong. Part of run.sh. What the page shows is
# tested in a browser: tests/html.

page=$tmp/page.html

left() { # what an export left lying beside its place
	find "$tmp" -maxdepth 2 -name '.hypertrace.*'
}

run export --html "$sample" "$page"
verdict "a page" "$([ "$status" = 0 ] && [ ! -s "$tmp/err" ] &&
	grep -qx "$page: 599 events, $(stat -c %s "$page") bytes" "$tmp/out" || told "$tmp/out")"
verdict "it begins and ends as HTML" "$(head -c 15 "$page" | grep -qx '<!DOCTYPE html>' &&
	tail -n 1 "$page" | grep -qx '</html>' || echo "it does not")"
verdict "others may read it, as any new file" \
	"$([ "$(stat -c %a "$page")" = "$(printf '%o' $((0666 & ~$(umask))))" ] || stat -c %a "$page")"
verdict "it names no address to load from" "$(grep -oE '(src|href|url)[=(]"?(https?:)?//[^ ")]*' "$page")"
cp "$page" "$tmp/first.html"
fails "a file that is there already" 1 ".*page.html: is there already; --force replaces it" \
	export --html "$sample" "$page"
run export --html --force "$sample" "$page"
verdict "--force replaces it, by the same bytes" "$(cmp "$page" "$tmp/first.html" 2>&1)"
verdict "nothing is left lying" "$(left)"
python3 -c 'import base64, gzip, sys
page = open(sys.argv[1]).read()
lines = page.split("<script id=\"trace\" type=\"application/octet-stream\">")[1].split("</script>")[0].split()
data = gzip.decompress(b"".join(base64.b64decode(line) for line in lines))
print(b"default_bdi_init" in data and b"VM 1 (pid 135)" in data)' "$page" >"$tmp/out" 2>&1
verdict "the trace in it is gzip in base64" "$(grep -qx True "$tmp/out" || told "$tmp/out")"

run export --html "$(trace corrupt)" "$tmp/corrupt.html"
verdict "a damaged trace is written up to the damage" "$([ "$status" = 1 ] &&
	[ -s "$tmp/corrupt.html" ] && grep -q 'corrupt.html: .* events' "$tmp/out" &&
	[ "$(wc -l <"$tmp/err")" = 1 ] && grep -q '^hypertrace: .*only what precedes' "$tmp/err" ||
	echo "status $status")"
run export --html --vm 2 "$(trace two_vms)" "$tmp/one.html"
verdict "one VM of two" "$([ "$status" = 0 ] && [ -s "$tmp/one.html" ] || echo "status $status")"
fails "no such VM" 1 ".*no VM '77' in this trace" export --html --vm 77 "$(trace two_vms)" \
	"$tmp/none.html"
fails "a trace without our events" 1 '.*no hypertrace events' export --html "$(trace no_events)" \
	"$tmp/none.html"
fails "no trace" 1 '.*no such directory' export --html "$tmp/nowhere" "$tmp/none.html"
verdict "what failed made no file" "$(ls "$tmp/none.html" 2>/dev/null; left)"

# --- where it cannot go
fails "no name" 1 "OUT is empty; give a file to write to" export --html "$sample" ''
fails "a directory" 1 ".*is there already, and is no plain file; write to another" \
	export --html --force "$sample" "$tmp"
fails "a folder that is not there" 1 ".*cannot write it: No such file or directory" \
	export --html "$sample" "$tmp/no/such/page.html"
mkdir -p "$tmp/closed" && chmod 555 "$tmp/closed"
if as_nobody "$HYPERTRACE" --version >/dev/null 2>&1; then
	as_nobody "$HYPERTRACE" export --html "$sample" "$tmp/closed/page.html" >"$tmp/out" 2>"$tmp/err"
	status=$?
	verdict "a folder that one may not write to" "$([ $status = 1 ] &&
		grep -q 'cannot write it: Permission denied' "$tmp/err" || echo "status $status")"
else
	skip "a folder that one may not write to" "the command cannot be run as another user"
fi
(
	trap '' XFSZ
	ulimit -f 64
	"$HYPERTRACE" export --html --force "$sample" "$page" >"$tmp/out" 2>"$tmp/err"
)
status=$?
verdict "a file that may not become so large" "$([ $status = 1 ] &&
	grep -q '^hypertrace: .*cannot write it: File too large' "$tmp/err" || echo "status $status")"
verdict "what was there before is still there" "$(cmp "$page" "$tmp/first.html" 2>&1; left)"
for name in hostile hostile_tasks backwards many tasks late_exit restarted; do
	run export --html --force "$(trace "$name")" "$tmp/odd.html"
	verdict "a page of $name" "$([ "$status" = 0 ] || echo "status $status")"
done
