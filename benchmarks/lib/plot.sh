#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Draw a metric of a file of results: a bar for each variant, a picture for each case.
#
#   usage: benchmarks/lib/plot.sh RESULTS.csv METRIC DIR [--save]
#          pictures go to DIR; with --save to docs/images, too, for docs/benchmarks.md
set -euo pipefail

csv=$1 metric=$2 dir=$3 save=${4:-}
images=$(cd "$(dirname "$0")/../../docs/images" && pwd)
name=$(basename "$csv" .csv)
command -v gnuplot >/dev/null || {
	echo "No pictures: gnuplot is not installed (Debian: gnuplot-nox)"
	exit 0
}
cases=$(awk -F, -v m="$metric" '!/^#/ && $4 == m && !seen[$2]++ { print $2 }' "$csv")
for case in $cases; do
	data=$dir/$name-$case.data svg=$dir/$name-$case.svg
	awk -F, -v m="$metric" -v c="$case" \
		'!/^#/ && $4 == m && $2 == c { printf "\"%s\" %s\n", $3, $6 }' "$csv" >"$data"
	mode=$(awk -F, -v c="$case" '$2 == c { print $1; exit }' "$csv")
	unit=$(awk -F, -v m="$metric" '$4 == m { print $5; exit }' "$csv")
	# One bar that dwarfs all others ends at the top: its number says how high it is.
	top=$(awk '{ v = $NF; if (v > max) { next_to = max; max = v } else if (v > next_to) next_to = v }
		END {
			if (max <= 0)
				print 1 # nothing to see, and that is all right
			else
				print (next_to > 0 && max > 10 * next_to) ? 1.3 * next_to : 1.15 * max
		}' "$data")
	gnuplot <<-END
		set terminal svg size 760,360 background "white" font "sans-serif,12"
		set output "$svg"
		set title "$name, $case: $metric (mode: $mode)" noenhanced
		set ylabel "$unit" noenhanced
		set style fill solid 0.8 noborder
		set boxwidth 0.7
		set grid ytics
		set xtics rotate by -25 noenhanced
		set yrange [0:$top]
		unset key
		plot "$data" using 0:2:xtic(1) with boxes linecolor rgb "#3465a4" title "$metric", \
			"$data" using 0:(\$2 > $top ? 0.93 * $top : \$2):2 with labels offset 0,0.6 \
			font ",10" title "its values"
	END
	rm -f "$data"
	[ "$save" != --save ] || cp "$svg" "$images/bench-$name-$case.svg"
done
