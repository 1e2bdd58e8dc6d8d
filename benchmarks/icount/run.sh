#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make bench-icount: what an event costs a guest, by hypertrace's transports and by other tracers in
# it, and what a record costs the host that reads it from a ring; in instructions (see ../README.md).
#
#   usage: benchmarks/icount/run.sh [--save] [--quick] [--out DIR]
#          --save: write ../results/ring-icount.csv anew; --quick: without the host recording each
#          record by itself; DIR: for logs and result.csv
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
here=$top/benchmarks/icount
reference=$top/benchmarks/results/ring-icount.csv
O=${O:-$top/build}
# shellcheck source=/dev/null
. "$O/testbed.env"
# shellcheck source=testbed/lib.sh
. "$top/testbed/lib.sh"
out=$O/bench-icount save= quick=
while [ $# -gt 0 ]; do
	case $1 in
	--save) save=1 ;;
	--quick) quick=bench.quick ;;
	--out) out=${2:?--out wants a folder} && shift ;;
	*)
		echo "usage: run.sh [--save] [--quick] [--out DIR]" >&2
		exit 2
		;;
	esac
	shift
done

# What the guest gets besides: LTTng, as the host has it, and modules that know of each other.
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
lttng_programs() {
	local file lib=/usr/lib/x86_64-linux-gnu
	for file in lttng lttng-sessiond; do
		add_program "$root" "$(command -v $file)"
	done
	for file in "$lib"/lttng/libexec/lttng-consumerd "$lib"/liblttng-ctl.so.0; do
		add_program "$root" "$file" "$file"
	done
	install -D -m 644 /usr/share/xml/lttng/session.xsd "$root/usr/share/xml/lttng/session.xsd"
	mkdir -p "$root/etc"
	echo 'root:x:0:0::/root:/bin/sh' >"$root/etc/passwd"
	printf 'root:x:0:\ntracing:x:1:\n' >"$root/etc/group"
}
lttng_programs
mapfile -t modules < <(find "$HT_K/host-modules/" -name 'lttng-*.ko' ! -name '*hypertrace*')
add_modules "$root" "$HT_K/root" "$HT_KREL"
add_our_modules "$root" "$HT_KREL" "$HT_K/src/guest-module/hypertrace_guest.ko" "${modules[@]}"
install -D "$HT_K/bench/ht-cost" "$root/usr/bin/ht-cost"
install "$HT_K/bench/ht_bench.ko" "$root/ht_bench.ko"
files=()
while read -r file; do
	files+=(--guest-file "$root$file:$file")
done < <(cd "$root" && find . -type f | sed 's/^\.//')

status=0
"$top/testbed/run" --icount --quiet --out "$out" --guest stock --timeout 300 \
	--guest-append "$quick" --host-script "$here/scenario.sh" \
	--guest-script "$here/guest.sh" "${files[@]}" || status=$?
if [ $status != 0 ]; then
	grep -h '^bench: failed' "$out"/*-console.log >&2 || true
	echo "bench-icount: the run failed with status $status; logs are in $out" >&2
	exit 1
fi
sed -n 's/\r$//; s/^bench: //p' "$out"/*-console.log | awk -f "$here/table.awk" >"$out/result.csv"

environment="$HT_KREL, $(qemu-system-x86_64 --version | head -n 1)"
environment+=", LTTng $(lttng --version | sed 's/.*Trace Control) \([^ ]*\).*/\1/')"
[ -z "$save" ] || { echo "# mode icount, $environment" && cat "$out/result.csv"; } >"$reference"

echo "Instructions an event, without what it takes without a tracer (mode: icount)"
echo
form='  %-12s %-10s %-8s %-10s %12s %10s\n'
# shellcheck disable=SC2059 # one form for all lines
printf "$form" event tracer 'on host' counted instructions reference
tail -n +2 "$out/result.csv" | while IFS=, read -r event tracer host counted instructions; do
	# shellcheck disable=SC2059
	printf "$form" "$event" "$tracer" "$host" "$counted" "$instructions" \
		"$(sed -n "s/^$event,$tracer,$host,$counted,//p" "$reference")"
done
echo
echo "Reference: $(sed -n 's/^# //p' "$reference")"
