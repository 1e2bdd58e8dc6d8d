# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What the benchmarks share. A run.sh sources it and calls, in this order: bench_options, bench_guest_…,
# bench_testbed, bench_finish.
#
# Guests and hosts say "bench: …" lines; an awk script of the benchmark makes rows of them, each with
# these columns, in every file of results:
#
#   mode,case,variant,metric,unit,value
#
# mode is how the figure was come by: native, icount, emulated, hardware, model.

bench_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
O=${O:-$bench_top/build}
# shellcheck source=testbed/lib.sh
. "$bench_top/testbed/lib.sh"
bench_files=() bench_root=
bench_save='' bench_quick='' bench_only=''

# bench_options NAME ARGUMENT...: --save, --quick, --only VARIANT,..., --out DIR of every benchmark.
bench_options() {
	bench_name=$1
	bench_out=$O/bench/$bench_name
	bench_reference=$bench_top/benchmarks/results/$bench_name.csv
	shift
	while [ $# -gt 0 ]; do
		case $1 in
		--save) bench_save=y ;;
		--quick) bench_quick=bench.quick ;;
		--only) bench_only=bench.only=,${2:?--only wants variants}, && shift ;;
		--out) bench_out=${2:?--out wants a folder} && shift ;;
		*)
			echo "usage: $0 [--save] [--quick | --only VARIANT,...] [--out DIR]" >&2
			exit 2
			;;
		esac
		shift
	done
	[ -z "$bench_save" ] || [ -z "$bench_quick$bench_only" ] || {
		echo "$0: a part is no reference: --save goes with neither --quick nor --only" >&2
		exit 2
	}
	mkdir -p "$(dirname "$bench_out")"
	# shellcheck source=/dev/null
	. "$O/testbed.env"
}

# Where to put what the guest gets besides.
bench_guest_root() {
	[ -z "$bench_root" ] || return 0
	bench_root=$(mktemp -d)
	trap 'rm -rf "$bench_root"' EXIT
	install -D "$HT_K/bench/ht-cost" "$bench_root/usr/bin/ht-cost"
}

# bench_guest_programs PROGRAM...
bench_guest_programs() {
	local program
	bench_guest_root
	for program; do
		add_program "$bench_root" "$(command -v "$program")"
	done
}

# LTTng as the host has it, the stock modules named, and modules that know of each other.
bench_guest_lttng() {
	local file lib=/usr/lib/x86_64-linux-gnu modules
	bench_guest_programs lttng lttng-sessiond
	for file in "$lib"/lttng/libexec/lttng-consumerd "$lib"/liblttng-ctl.so.0; do
		add_program "$bench_root" "$file" "$file"
	done
	install -D -m 644 /usr/share/xml/lttng/session.xsd \
		"$bench_root/usr/share/xml/lttng/session.xsd"
	mkdir -p "$bench_root/etc"
	echo 'root:x:0:0::/root:/bin/sh' >"$bench_root/etc/passwd"
	printf 'root:x:0:\ntracing:x:1:\n' >"$bench_root/etc/group"
	mapfile -t modules < <(find "$HT_K/host-modules/" -name 'lttng-*.ko' ! -name '*hypertrace*')
	add_modules "$bench_root" "$HT_K/root" "$HT_KREL" "$@"
	add_our_modules "$bench_root" "$HT_KREL" "$HT_K/src/guest-module/hypertrace_guest.ko" \
		"${modules[@]}"
}

# Programs that read traces, and their plugins.
bench_guest_babeltrace() {
	local file
	bench_guest_programs babeltrace2
	for file in /usr/lib/x86_64-linux-gnu/babeltrace2/plugins/*{ctf,utils}.so; do
		add_program "$bench_root" "$file" "$file"
	done
}

# bench_testbed OPTION...: one run of the test bed. Its scenario is scenario.sh, its guest's script
# guest.sh, both beside run.sh.
bench_testbed() {
	local status=0 file here
	here=$(cd "$(dirname "$0")" && pwd)
	bench_guest_root
	while read -r file; do
		bench_files+=(--guest-file "$bench_root$file:$file")
	done < <(cd "$bench_root" && find . -type f | sed 's/^\.//')
	"$bench_top/testbed/run" --quiet --out "$bench_out" --guest-append "quiet $bench_quick $bench_only" \
		--host-script "$here/scenario.sh" --guest-script "$here/guest.sh" \
		"${bench_files[@]}" "$@" || status=$?
	[ $status = 0 ] && return
	grep -h -s 'bench: failed' "$bench_out"/*-console.log "$bench_out"/scenario.log >&2 || true
	echo "bench-$bench_name: the run failed with status $status; logs are in $bench_out" >&2
	exit 1
}

# What was said, in the order of the scenario: by guests on their consoles, by the host in its log.
bench_lines() {
	local name
	sed -n 's/\r$//; s/^bench: //p' "$bench_out/scenario.log"
	for name in "$bench_out"/*-console.log; do
		sed -n 's/\r$//; s/^bench: //p' "$name"
	done
}

# bench_environment MODE: what the figures depend on.
bench_environment() {
	local commit
	commit=$(git -C "$bench_top" describe --always --dirty 2>/dev/null || echo unknown)
	echo "# mode: $1"
	echo "# commit: $commit"
	echo "# lttng: $(lttng --version | sed -n 's/.*Trace Control) \([^ ]*\).*/\1/p')"
	if [ "$1" = native ] || [ "$1" = hardware ]; then
		echo "# kernel: $(uname -r)"
		echo "# cpu: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
		return
	fi
	echo "# kernel: $HT_KREL, in the host and in guests that say stock"
	echo "# cpu: emulated EPYC (TCG)"
	echo "# emulator: $(qemu-system-x86_64 --version | head -n 1)"
}

# bench_finish MODE KEY TITLE <ROWS: writes the CSV, prints the table, compares metric KEY with the
# reference, and draws it. With --save this run becomes the reference.
bench_finish() {
	{
		bench_environment "$1"
		echo mode,case,variant,metric,unit,value
		cat
	} >"$bench_out/$bench_name.csv"
	[ -z "$bench_save" ] || cp "$bench_out/$bench_name.csv" "$bench_reference"
	python3 "$bench_top/benchmarks/lib/table.py" --key "$2" --title "$3" \
		"$bench_out/$bench_name.csv" "$bench_reference"
	"$bench_top/benchmarks/lib/plot.sh" "$bench_out/$bench_name.csv" "$2" "$bench_out" ${bench_save:+--save}
	[ -z "$bench_save" ] || python3 "$bench_top/benchmarks/lib/docs.py"
}
