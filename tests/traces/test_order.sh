# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# When events go out, and in which order. Part of run.sh.

# order NAME TRACE: everything is where it happened, in order, nothing is lost on the way
order() {
	show "$2" "$tmp/in.txt"
	converts "$1" "$2"
	silent "$1"
	checks "$1" monotone placed sequential
	verdict "$1: the host's events stay as they are" \
		"$(python3 "$here/check.py" unmoved "$tmp/in.txt" "$tmp/t/$1.txt" 2>&1)"
	verdict "$1: no event is lost" \
		"$(python3 "$here/check.py" same "$tmp/in.txt" "$tmp/t/$1.txt" 2>&1 |
			grep -v ht_packed)"
	figures "$1" 'd["late"] == 0 and sum(d["skipped"].values()) == 0'
	figures "$1" 'd["events_out"] == d["events_in"] - d["packed"] + d["unpacked"]
		- d["duplicates"]'
}

order late "$(trace late)"
figures late 'd["moved"] == 400 and d["moved_ns"] == 49_000_999 - 909 and d["window_ms"] == 50'
converts late-50 "$(trace late)" --window 50
verdict "late: a window that is just enough is enough" \
	"$(differ "$tmp/t/late.txt" "$tmp/t/late-50.txt")"
# Later than usual: what was written is thrown away, and how late they are is measured.
order slow "$(trace slow)"
figures slow 'd["moved"] == 1200 and d["moved_ns"] == 149_000_999 - 909 and d["window_ms"] == 150'
figures slow '300 < d["held"] < 600'
converts slow-out "$(trace slow)"
converts slow-out "$(trace slow)" --force
verdict "slow: nothing is left of what was thrown away" "$(nothing_left)"
for seed in 1 2 3; do
	rm -rf "$tmp/traces/mixed"
	order "mixed-$seed" "$(trace mixed $seed)"
done
figures mixed-3 'd["unpacked"] > 1000 and d["lost"] > 50'

# --- what is in order stays as it is, and so does what was converted
order ordered "$(trace ordered)"
show "$(trace ordered)" "$tmp/in.txt"
verdict "what is in order does not change" "$(differ "$tmp/in.txt" "$tmp/t/ordered.txt")"
babeltrace2 --clock-date --clock-gmt "$(trace ordered)" >"$tmp/in.txt"
babeltrace2 --clock-date --clock-gmt "$tmp/t/ordered" >"$tmp/out"
verdict "nor does the time of day" "$(differ "$tmp/in.txt" "$tmp/out")"
for name in mixed-1 late; do
	converts "$name-again" "$tmp/t/$name"
	verdict "$name: converting it again changes nothing" \
		"$(differ "$tmp/t/$name.txt" "$tmp/t/$name-again.txt")"
	figures "$name-again" 'd["moved"] == 0 and d["window_ms"] == 1'
done

# --- too small a window, and too little memory
converts narrow "$(trace late)" --window 5
silent narrow
checks narrow monotone ascending
verdict "narrow: no event is lost" \
	"$(python3 "$here/check.py" same "$tmp/t/late.txt" "$tmp/t/narrow.txt" 2>&1)"
figures narrow 'd["late"] > 300 and 40_000_000 < d["late_ns"] < 50_000_000'
figures narrow 'd["window_ms"] == 5 and d["forced"] == 0'
run convert --window 5 --force "$(trace late)" "$tmp/t/narrow"
verdict "narrow: it says which window would do" \
	"$(grep -q 'with --window 50,' "$tmp/out" || told "$tmp/out")"
converts tight "$(trace late)" --max-events 20
silent tight
checks tight monotone ascending
figures tight 'd["held"] <= 21 and d["forced"] > 0 and d["late"] > 0'
figures late-50 'd["held"] < 200'

# --- clocks and numbers that lie
converts backwards "$(trace backwards)"
silent backwards
checks backwards monotone ascending
verdict "backwards: what is from the future happened when it was recorded" \
	"$([ "$(grep -c '^\[0*5021000000\].*vcpu_id = 1' "$tmp/t/backwards.txt")" = 5 ] ||
		cat "$tmp/t/backwards.txt")"
converts wrapped "$(trace wrapped)"
silent wrapped
checks wrapped monotone placed ascending
verdict "wrapped: numbers wrap, and arrive in any order" \
	"$([ "$(grep -o 'func = 0x[0-5]' "$tmp/t/wrapped.txt" | tr -d '\n')" = \
		"$(printf 'func = 0x%d' 0 1 2 3 4 5)" ] || told "$tmp/t/wrapped.txt")"
converts many_vcpus "$(trace many_vcpus)"
silent many_vcpus
checks many_vcpus monotone
figures many_vcpus 'd["events_out"] == 20_000 and d["unplaced"] == 20_000 - 16_384'

# --- the same in both forms
order both "$(trace both)"
figures both 'd["duplicates"] == 402 and d["events_out"] == 402 and d["lost"] == 12'
