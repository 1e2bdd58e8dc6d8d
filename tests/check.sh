#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# make check: the suites. Everything has been built before.
#
#   usage: tests/check.sh SUITE...      (names: see "make help")
#   environment: JOBS   how many run at a time (default: one a CPU)
#
# With JOBS=1 they run in the order given, by make the cheapest first; else the longest begin first, so that
# all CPUs have work until the end.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
tests=$top/tests
O=${O:-$top/build}
# shellcheck source=/dev/null
. "$O/testbed.env"
# shellcheck source=/dev/null
. "$O/target-$HT_SERIES.mk"
out=$O/check
rm -rf "$out"
mkdir -p "$out"
export HYPERTRACE=$O/cli/hypertrace

suites=()
for name; do
	case $name in
	unit)
		suites+=("unit=$tests/unit/run.sh $O/unit" "events=$tests/events.sh"
			"lanes=$tests/lanes.sh"
			"exits-command=$tests/unit/exits_command.sh $O/unit/hypertrace-exits-fake $O/libhypercall/hypertrace-exits")
		;;
	fuzz) suites+=("fuzz=$tests/fuzz/run.sh $O/fuzz") ;;
	model) suites+=("model=$tests/model/run.sh $O/model") ;;
	patches)
		suites+=("patches=$tests/patches.sh $HT_K/root/usr/src/$HT_SOURCE.tar.xz $HT_SERIES $HT_KVER $HT_KTESTED")
		;;
	cli)
		suites+=("cli=$tests/cli/run.sh"
			"cli-sanitizers=HYPERTRACE=$O/cli/hypertrace-asan $tests/cli/run.sh")
		;;
	html) suites+=("html=$tests/html/run.sh") ;;
	traces)
		suites+=("traces=PLUGINS=$O/traces GENERATE=$O/bench-traces/generate READ_EVENTS=$O/readers/read_events OOM=$O/readers $tests/traces/run.sh"
			"traces-sanitizers=HYPERTRACE=$O/cli/hypertrace-asan GENERATE=$O/bench-traces/generate $tests/traces/run.sh")
		;;
	tracecompass) suites+=("tracecompass=$tests/tracecompass/run.sh") ;;
	testbed) suites+=("testbed=$tests/testbed.sh") ;;
	install) suites+=("install=$tests/install/run.sh") ;;
	e2e) suites+=("e2e=$tests/e2e/run.sh amd $out/amd") ;;
	record) suites+=("record=$tests/record/run.sh $out/record") ;;
	rings) suites+=("rings=$tests/rings/run.sh $out/rings") ;;
	nested) suites+=("nested=$tests/nested/run.sh $out/nested") ;;
	hostile) suites+=("hostile=$tests/hostile/run.sh $out/hostile") ;;
	exits)
		suites+=("exits=$tests/exits/run.sh $out/exits amd"
			"exits-migrate=$tests/exits/run.sh $out/exits-migrate migrate"
			"exits-cost=$tests/exits/cost.sh $out/exits-cost")
		;;
	life)
		suites+=("life-panics=$tests/life/run.sh $out/panics panics"
			"life-power=$tests/life/run.sh $out/power power"
			"life-moves=$tests/life/run.sh $out/moves moves")
		;;
	icount)
		suites+=("icount=$tests/e2e/icount.sh $out/icount"
			"bench=$top/benchmarks/icount/test.sh $out/bench")
		;;
	bench) suites+=("bench-all=$top/benchmarks/test.sh $out/bench-all") ;;
	intel)
		suites+=("intel=$tests/e2e/run.sh intel $out/intel"
			"exits-intel=$tests/exits/run.sh $out/exits-intel intel")
		;;
	*)
		echo "check.sh: no suite '$name'; see make help" >&2
		exit 2
		;;
	esac
done
# How many seconds they take, where those are many: the order is what counts.
declare -A seconds=([traces-sanitizers]=260 [bench-all]=260 [exits-intel]=160 [testbed]=160 [cli-sanitizers]=150
	[nested]=140 [rings]=140 [intel]=140 [life-panics]=130 [exits]=110 [record]=80 [traces]=70 [cli]=60 [icount]=60
	[bench]=55 [hostile]=50 [model]=45 [e2e]=45 [install]=40 [life-power]=30 [exits-cost]=30 [patches]=25 [html]=25
	[fuzz]=20)
# Emulators with two CPUs need two: one that waits for a CPU is to the other one a CPU that stands still.
two_cpus=(exits-migrate life-moves)
export JOBS=${JOBS:-$(nproc)}
side=() alone=()
for suite in "${suites[@]}"; do
	if [ "$JOBS" -gt 1 ] && [[ " ${two_cpus[*]} " == *" ${suite%%=*} "* ]]; then
		alone+=("$suite")
	else
		side+=("$suite")
	fi
done
if [ "$JOBS" -gt 1 ]; then
	mapfile -t side < <(for suite in "${side[@]}"; do
		printf '%d\t%s\n' "${seconds[${suite%%=*}]:-0}" "$suite"
	done | sort -s -k 1,1nr | cut -f 2-)
fi
exec "$tests/run.sh" "${side[@]}" ${alone:+--alone "${alone[@]}"}
