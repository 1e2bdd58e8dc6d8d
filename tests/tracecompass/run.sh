#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of the analyses for Trace Compass: that they are valid, and what they make of the samples and
# of a FAKE trace, by an evaluator of our own (evaluate.py). Prints TAP.
#
#   HYPERTRACE=path/to/hypertrace [HT_TRACECOMPASS_XSD=dir] tests/tracecompass/run.sh
#
# Trace Compass' schemas are not part of this repository: they are looked for in ../shared/xsd beside
# it, or where HT_TRACECOMPASS_XSD says.

set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
: "${HYPERTRACE:?say which hypertrace to test}"
HYPERTRACE=$(realpath "$HYPERTRACE")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1

# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

if ! command -v babeltrace2 >/dev/null; then
	echo '1..0 # SKIP no babeltrace2: install the package babeltrace2'
	exit 0
fi

schema=${HT_TRACECOMPASS_XSD:-$top/../shared/xsd}/xmlDefinition.xsd
for xml in "$top"/traces/tracecompass/*.xml; do
	name="$(basename "$xml") is valid"
	if [ ! -e "$schema" ]; then
		ok 0 "$name # SKIP no schemas of Trace Compass: HT_TRACECOMPASS_XSD may say where"
	elif ! command -v xmllint >/dev/null; then
		ok 0 "$name # SKIP no xmllint: install the package libxml2-utils"
	else
		xmllint --noout --schema "$schema" "$xml" >"$tmp/lint" 2>&1
		ok $? "$name" "$tmp/lint"
	fi
done

"$here/fake.py" "$tmp/made"
for trace in "$top"/traces/samples/* "$tmp/made"; do
	name=$(basename "$trace")
	"$HYPERTRACE" convert "$trace" "$tmp/${name/made/fake}" >"$tmp/out" 2>&1
	ok $? "$name is converted" "$tmp/out"
done
for trace in "$top"/traces/samples/*; do
	name=$(basename "$trace")
	"$HYPERTRACE" export --trace-compass "$trace" "$tmp/export-$name" >"$tmp/out" 2>&1
	ok $? "$name is exported" "$tmp/out"
done
"$here/check.py" "$HYPERTRACE" "$top/traces/samples" "$tmp" "$tap_count" >"$tmp/checks"
status=$?
cat "$tmp/checks"
[ "$tap_failed" = 0 ] && exit $status
exit 1
