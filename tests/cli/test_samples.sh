# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# Every report of every sample trace, as it is. Part of run.sh.

samples=$here/../../traces/samples
for name in boot panic shutdown migration; do
	for report in boot exits overview panic shutdown migrations; do
		file=sample_${name}_$report.txt
		[ "$name-$report" != boot-boot ] || continue # test_report.sh has it
		[ "$name-$report" != boot-overview ] || continue # and test_overview.sh this
		run report "$report" "$samples/$name"
		if [ "$status" != 0 ]; then
			verdict "sample $name has nothing for report $report, and that is said" \
				"$(grep -qE "^hypertrace: .*(no|none|nothing|not) " "$tmp/err" || told "$tmp/err")"
			continue
		fi
		succeeds "sample $name: report $report" "$file" report "$report" "$samples/$name"
	done
done
run report panic --json "$samples/panic"
json "the sample panic's root cause" 'vms[0]["oops"]["reason"] == "Oops" and
	vms[0]["scene"]["initcalls"][0]["name"] == "start_sync_check_timer"'
run report shutdown --json "$samples/shutdown"
json "the sample shutdown's slowest" 'd["shutdowns"][0]["steps"][0]["name"].startswith("slow_notifier")'
run report migrations --json "$samples/migration"
json "the sample's migrations" 'sum(v["migrations"] for v in vms[0]["vcpus"]) >= 199'
