# SPDX-License-Identifier: GPL-2.0-only
# From lines "NAME least TICKS result RESULT" to rows of results. A tick is an instruction. What was
# refused, or is missing, is an error: nest_call says the result of the first call that failed.
BEGIN {
	n = split("direct1 direct2 direct3 reflected2 only1 only2 neither", names)
	who["direct1"] = "depth 1"
	who["direct2"] = "depth 2 direct"
	who["direct3"] = "depth 3 direct"
	who["reflected2"] = "depth 2 to L1"
	who["only1"] = "depth 3 to L2 (L1 opted in)"
	who["only2"] = "depth 3 to L1"
	who["neither"] = "depth 3 to L2"
}

$2 == "least" && $5 == 0 { ticks[$1] = $3 }

END {
	for (i = 1; i <= n; i++) {
		name = names[i]
		if (!ticks[name]) {
			print "rows.awk: no figure for " name >"/dev/stderr"
			exit 1
		}
		printf "icount,nested,%s,instructions,,%d\n", who[name], ticks[name]
		printf "icount,nested,%s,ratio,,%.2f\n", who[name], ticks[name] / ticks["direct1"]
	}
}
