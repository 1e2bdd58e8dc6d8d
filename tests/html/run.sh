#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of hypertrace export --html: pages of the real samples and of FAKE traces, in a headless
# Chromium. Prints TAP. What a page has is compared with what babeltrace2 prints of the same trace.
#
#   HYPERTRACE=path/to/hypertrace tests/html/run.sh [DIR-FOR-PICTURES]
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
: "${HYPERTRACE:?say which hypertrace to test}"
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
for need in "${browser:-chromium}" node babeltrace2; do
	command -v "$need" >/dev/null || {
		echo "1..0 # SKIP no $need: install Debian's package of that name"
		exit 0
	}
done

# page NAME TRACE [STATUS]: $tmp/NAME.html, with what the exporter said in NAME.said, and in
# NAME.counts what babeltrace2 knows of: a name and how many events of it, a line each.
page() {
	local status=0

	"$HYPERTRACE" export --html "$2" "$tmp/$1.html" >"$tmp/$1.said" 2>"$tmp/$1.err" || status=$?
	[ $status = "${3:-0}" ] || echo "# export of $1: status $status: $(cat "$tmp/$1.err")"
	babeltrace2 "$2" 2>/dev/null | sed -n 's/.* \([a-z_]*\): {.*/\1/p' | sort | uniq -c |
		awk '{ print $2, $1 }' >"$tmp/$1.counts"
}

for sample in boot panic shutdown migration; do
	page $sample "$top/traces/samples/$sample"
	"$HYPERTRACE" report exits --json "$top/traces/samples/$sample" >"$tmp/$sample.exits"
done
"$HYPERTRACE" report boot --json "$top/traces/samples/boot" >"$tmp/boot.report"
for fake in hostile silent lossy large; do
	python3 "$here/fake_pages.py" $fake "$tmp/traces/$fake" && page $fake "$tmp/traces/$fake"
done
python3 "$here/../cli/fake_traces.py" counted "$tmp/traces/counted" &&
	page counted "$tmp/traces/counted"
python3 "$here/../cli/fake_traces.py" corrupt "$tmp/traces/corrupt" &&
	page corrupt "$tmp/traces/corrupt" 1
head -c "$(($(stat -c %s "$tmp/large.html") - 90000))" "$tmp/large.html" >"$tmp/short.html"

node "$here/test.mjs" "$browser" "$tmp" "$@"
