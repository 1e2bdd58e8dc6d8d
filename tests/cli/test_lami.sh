# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# The reports as LAMI 1.0. Part of run.sh; $samples is test_samples.sh's.

# lami NAME: the last run's output is LAMI, as the metadata in $tmp/metadata.json says; and whole
# numbers are plain, since Trace Compass shows those of objects as 1.0
lami() {
	verdict "$1" "$(python3 "$here/check_lami.py" "$tmp/metadata.json" "$tmp/out" 2>&1 | tail -1
		grep -o '{"class":"number","value":-*[0-9]*}' "$tmp/out" | head -1)"
}

# count WHAT: an expression of the last results: t, tables by class
count() {
	python3 -c 'import json, sys
d = json.load(sys.stdin)
t = {table["class"]: table["data"] for table in d["results"]}
print(eval(sys.argv[1]))' "$1" <"$tmp/out" 2>&1 | tail -1
}

run --mi-version
verdict "Trace Compass asks the program, without a command, for its version of LAMI" \
	"$([ "$status:$(cat "$tmp/out")" = 0:1.0 ] || told "$tmp/out" "$tmp/err")"
for report in boot exits migrations panic shutdown overview; do
	run report "$report" --mi-version
	verdict "report $report: --mi-version" "$([ "$(cat "$tmp/out")" = 1.0 ] || echo no)"
	succeeds "report $report: --metadata" "lami_metadata_$report.json" report "$report" --metadata
	cp "$tmp/out" "$tmp/metadata.json"
	verdict "report $report: the metadata are LAMI's" \
		"$(python3 "$here/check_lami.py" "$tmp/metadata.json" 2>&1 | tail -1)"
	for name in boot panic shutdown migration; do
		succeeds "sample $name: report $report: LAMI" "lami_${name}_$report.json" \
			report "$report" --lami --limit 3 "$samples/$name"
		run report "$report" --output-progress "$samples/$name"
		lami "sample $name: report $report: all rows, and progress before"
	done
	run report "$report" --lami "$(trace hostile)"
	[ "$status" = 0 ] && lami "report $report: LAMI of a hostile guest"
done
for by in initcall level vcpu vm; do
	run report exits --metadata
	cp "$tmp/out" "$tmp/metadata.json"
	run report exits --lami --by "$by" "$samples/boot"
	lami "report exits --by $by: LAMI"
done

# --- the values are the report's
run report boot --metadata
cp "$tmp/out" "$tmp/metadata.json"
run report boot --json "$samples/boot"
cp "$tmp/out" "$tmp/report.json"
run report boot --lami "$samples/boot"
verdict "LAMI's values are the report's" "$(python3 -c 'import json, sys
report, lami = (json.load(open(name)) for name in sys.argv[1:])
rows = {table["class"]: table["data"] for table in lami["results"]}["initcalls"]
calls = report["vms"][0]["initcalls"]
if [(c["name"], c["duration_ns"], c["vcpu"], c["exits"]) for c in calls] != \
		[(r[3]["value"], r[8]["value"], r[6]["id"], r[10]) for r in rows]:
	print("they differ")' "$tmp/report.json" "$tmp/out" 2>&1 | tail -1)"

# --- a part of the trace, counted by babeltrace2
run convert "$samples/boot" "$tmp/boot-in-order"
begin=1767225602867000000 end=1767225602876000000
starts=$(babeltrace2 --clock-seconds --no-delta "$tmp/boot-in-order" |
	awk -F '[][]' -v b=1767225602.867000000 -v e=1767225602.876000000 \
		'/initcall_start:/ && ($2 "") >= b && ($2 "") <= e' | wc -l)
run report boot --lami --begin $begin --end=$end "$samples/boot"
lami "a part of the trace: LAMI"
verdict "and it has the $starts initcalls that began in it" "$([ "$starts" -gt 20 ] &&
	[ "$(count 'len(t["initcalls"])')" = "$starts" ] || count 'len(t["initcalls"])')"
verdict "its times are within" "$(count "[r for r in t['initcalls'] if r[7]['class'] != 'unknown'
	and not $begin <= r[7]['begin']['value'] <= r[7]['end']['value'] <= $end]" | grep -v '^\[\]$')"
run report boot --begin $begin --end $end "$samples/boot"
verdict "the report itself takes a part, too" "$([ "$status" = 0 ] &&
	grep -q "guest's start was not seen" "$tmp/out" || told "$tmp/out" "$tmp/err")"
run report boot --lami --begin 1 --end 2 "$samples/boot"
verdict "nothing in that part: an error object" "$([ "$status" = 1 ] &&
	grep -q '^{ "error-message": ".*in that part' "$tmp/out" && [ "$(wc -l <"$tmp/err")" = 1 ] ||
	cat "$tmp/out" "$tmp/err")"

# --- several hosts
mkdir "$tmp/lami-hosts"
cp -r "$samples/boot/kernel" "$tmp/lami-hosts/a"
cp -r "$samples/boot/kernel" "$tmp/lami-hosts/b"
sed -i 's/hostname = "(none)"/hostname = "elsew."/' "$tmp/lami-hosts/b/metadata"
run report boot --lami "$tmp/lami-hosts"
lami "two hosts: LAMI"
verdict "and each has its tables" "$([ "$(grep -c '"class": "boots"' "$tmp/out")" = 2 ] || echo no)"

# --- can it be analysed?
run report boot --test-compatibility "$samples/boot"
verdict "a trace of ours: no output" "$([ "$status" = 0 ] && ! [ -s "$tmp/out" ] &&
	! [ -s "$tmp/err" ] || told "$tmp/out" "$tmp/err")"
run report boot --test-compatibility "$tmp/nowhere"
verdict "no trace: an error object" "$([ "$status" = 1 ] &&
	grep -q '^{ "error-message": ".*no such directory' "$tmp/out" || told "$tmp/out" "$tmp/err")"
cp -r "$samples/boot" "$tmp/other"
sed -i 's/"hypertrace_/"othertrace_/; s/"ht_packed"/"other"/' "$tmp/other/kernel/metadata"
run report boot --test-compatibility "$tmp/other"
verdict "a trace of others: an error object" "$([ "$status" = 1 ] &&
	grep -q '^{ "error-message": ".*no events of hypertrace' "$tmp/out" ||
	cat "$tmp/out" "$tmp/err")"

# --- what goes wrong
run report boot --output-progress "$tmp/nowhere"
verdict "no trace to report on: an error object behind the progress, and a line" \
	"$([ "$status" = 1 ] && tail -1 "$tmp/out" | grep -q '^{ "error-message": "' &&
		grep -q '^hypertrace: ' "$tmp/err" && [ "$(wc -l <"$tmp/err")" = 1 ] ||
		cat "$tmp/out" "$tmp/err")"
run report boot --lami "$(trace corrupt)"
lami "a damaged trace: results of what precedes the damage"
verdict "and a word" "$([ "$status" = 0 ] && grep -q 'only what precedes' "$tmp/err" ||
	cat "$tmp/err")"
for args in "--lami" "--lami --begin many x" "--lami --begin" "--lami --end= x" "--limit -1 x" \
	"--begin 2 --end 1 x" "--lami --unknown x" "--lami x y"; do
	# shellcheck disable=SC2086
	run report boot $args
	verdict "usage: $args" "$([ "$status" = 2 ] && [ -s "$tmp/err" ] || echo "exit status $status")"
done
run report panic --lami --help
has "--lami --help" '^      --test-compatibility'

# --- the check is worth something
run report boot --lami --limit 3 "$samples/boot"
cp "$tmp/out" "$tmp/lami.json"
while read -r what; do
	sed "$what" "$tmp/lami.json" >"$tmp/out"
	verdict "check_lami.py notices $what" "$(cmp -s "$tmp/lami.json" "$tmp/out" && echo unchanged
		python3 "$here/check_lami.py" "$tmp/metadata.json" "$tmp/out" >"$tmp/err" && echo no)"
done <<'EOF'
s/"class":"cpu","id":0/"class":"cpu"/
s/{"class":"cpu","id":0}/0/
s/\[1,/[/
s/\[1,/["1",/
s/\[1,/[true,/
s/\[1,/[{"class":"number"},/
s/"class":"duration"/"class":"time"/
s/"class": "levels"/"class": "other"/
s/"value":true/"value":1/
s/"pid":135/"pid":"135"/
s/"end":{"class":"timestamp","value":[0-9]*/"end":{"class":"timestamp","value":1/
EOF
# The analyses of LTTng's own, if they are here, pass the same check.
if command -v lttng-cputop-mi >/dev/null; then
	for analysis in cputop irqstats iolatencyfreq schedlog; do
		"lttng-$analysis-mi" --metadata >"$tmp/metadata.json" 2>"$tmp/err"
		verdict "check_lami.py accepts lttng-$analysis-mi" \
			"$(python3 "$here/check_lami.py" "$tmp/metadata.json" 2>&1 | tail -1)"
	done
else
	ok 0 "check_lami.py accepts LTTng's analyses # SKIP no lttng-cputop-mi: install" \
		"python3-lttnganalyses"
fi
