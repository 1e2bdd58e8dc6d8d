# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# What is in the output: unpacked records, copies of everything else, losses. Part of run.sh.

# --- unpacking
converts packed "$(trace samples_packed)"
converts events "$(trace samples_events)"
silent packed
verdict "a record of each type is the event it would have been" \
	"$(differ "$tmp/t/events.txt" "$tmp/t/packed.txt")"
figures packed 'd["unpacked"] == 20 and d["packed"] == 1 and d["lost"] == 5'
types=$(sed -n 's/^\t\?name = "hypertrace_\(.*\)";/\1/p' "$tmp/t/packed/metadata" | sort)
verdict "all 18 types are there" "$([ "$(wc -l <<<"$types")" = 18 ] || echo "$types")"
verdict "field by field, their metadata is the same" "$(diff \
	<(sed -n '/name = "hyper/,/^}/p' "$tmp/t/packed/metadata" | grep -v '\bid = ') \
	<(sed -n '/name = "hyper/,/^}/p' "$tmp/t/events/metadata" | grep -v '\bid = ') | head -5)"

# --- exits between records
converts exits-packed "$(trace exits_packed)"
converts exits-events "$(trace exits_events)"
silent exits-packed
verdict "exits go to the records they precede" \
	"$(differ "$tmp/t/exits-events.txt" "$tmp/t/exits-packed.txt")"
checks exits-packed exits
converts odd-exits "$(trace odd_exits)"
verdict "exits that the host had no room for, and logs as no host writes them" \
	"$(python3 "$here/check.py" foretold "$tmp/t/odd-exits.txt" 2>&1)"
converts old-packed "$(trace old_packed)"
converts old-events "$(trace old_events)"
verdict "a host that counts no exits" \
	"$(differ "$tmp/t/old-events.txt" "$tmp/t/old-packed.txt")"
verdict "has no fields for them" "$(grep -h 'exits\|hv_cycles' "$tmp/t/old-packed.txt")"

# --- reports
run report boot --top all "$(trace boot_packed)"
cp "$tmp/out" "$tmp/report.txt"
verdict "report boot reads packed records" \
	"$([ "$status" = 0 ] && grep -q 'core_3_init' "$tmp/out" || told "$tmp/err")"
run report boot --top all "$(trace boot_events)"
verdict "and reports the same as of single events" "$(differ "$tmp/report.txt" "$tmp/out")"

# --- garbage in packed events
converts garbage "$(trace garbage)"
silent garbage
checks garbage monotone ascending
figures garbage 'd["skipped"] == {"event": 0, "cut": 2, "length": 6, "type": 3, "fields": 5,
	"text": 1}'
figures garbage 'd["unpacked"] == d["events_out"] == 26'
converts names "$(trace names)"
silent names
checks names monotone
verdict "names: what cannot be printed is not" \
	"$(tr -d '\\' <"$tmp/t/names.txt" >"$tmp/plain.txt"
		grep -qF 'prev_comm = "?]0;x??"' "$tmp/plain.txt" &&
		grep -qF 'next_comm = "????????????????"' "$tmp/plain.txt" ||
		cat "$tmp/t/names.txt")"
verdict "names: an old guest_stop has no totals" \
	"$(grep -q 'guest_stop.*emitted = 0, total_lost = 0' "$tmp/t/names.txt" ||
		cat "$tmp/t/names.txt")"
verdict "names: a record is a day old at most" \
	"$(grep -q '^\[0*259205000000003\].*func = 0x2' "$tmp/t/names.txt" ||
		cat "$tmp/t/names.txt")"
verdict "names: without a rate it is as old as its chunk" \
	"$(grep -q '^\[0*345605000000004\].*func = 0x3' "$tmp/t/names.txt" ||
		cat "$tmp/t/names.txt")"
converts no_fields "$(trace no_fields)"
figures no_fields 'd["events_out"] == 2 and d["skipped"]["event"] == 1'
verdict "no_fields: an odd event of our name stays" \
	"$(grep -q 'hypertrace_func_entry.*{ x = 7 }' "$tmp/t/no_fields.txt" ||
		cat "$tmp/t/no_fields.txt")"

# --- everything else
show "$(trace all_kinds)" "$tmp/in.txt"
converts all_kinds "$(trace all_kinds)"
silent all_kinds
# Integers are written as wide as C's, so these are shown with more digits.
sed -i 's/0b0*\([01]\)/0b\1/g; s/\(b_high = \)[0-7]*\([0-7]\),/\1\2,/' "$tmp/in.txt" "$tmp/t/all_kinds.txt"
verdict "fields of every kind are copied" "$(differ "$tmp/in.txt" "$tmp/t/all_kinds.txt")"
# environment TRACE: its names and values
environment() {
	sed -n '/^env {/,/^};/s/^\t\(.*\);/\1/p' "$1/metadata" | sort
}
verdict "the environment is copied" "$(diff <(environment "$(trace all_kinds)/kernel") \
	<(environment "$tmp/t/all_kinds"))"
verdict "so is the clock" "$(for key in freq uuid description; do
	grep -q "$(sed -n "/^clock/,/^}/s/.*\($key = [^;]*\);.*/\1/p" \
		"$(trace all_kinds)/kernel/metadata")" "$tmp/t/all_kinds/metadata" || echo "no $key"
done)"
show "$here/../../traces/samples/boot" "$tmp/in.txt"
converts sample "$here/../../traces/samples/boot"
silent sample
checks sample monotone placed sequential
verdict "a real trace loses nothing" \
	"$(python3 "$here/check.py" same "$tmp/in.txt" "$tmp/t/sample.txt" 2>&1)"

# --- the CPU of packets has its plain name, which Trace Compass looks for
# cpu_names DIR: of the packets of a trace
cpu_names() {
	sed -n '/packet.context := struct/,/^\t}/s/.* \(_*cpu_id\);/\1/p' "$1/metadata" | sort -u
}
verdict "a packet's CPU has no underscore" "$(cpu_names "$tmp/t/sample" | grep -vx cpu_id
	[ -n "$(cpu_names "$tmp/t/sample")" ] || echo 'no CPU at all')"
cp -r "$tmp/t/sample" "$tmp/t/underscore"
sed -i '/packet.context := struct/,/^\t}/s/ cpu_id;/ _cpu_id;/' "$tmp/t/underscore/metadata"
for reader in babeltrace babeltrace2; do
	if ! command -v $reader >/dev/null; then
		ok 0 "$reader reads it as before # SKIP no $reader: install the package $reader"
		continue
	fi
	for dir in sample underscore; do
		$reader --fields=all --names=all "$tmp/t/$dir" 2>&1 |
			sed "s#$tmp/t/$dir##" >"$tmp/$dir.txt"
	done
	verdict "$reader reads it as before" "$(differ "$tmp/underscore.txt" "$tmp/sample.txt"
		grep -q 'cpu_id = 0' "$tmp/sample.txt" || head -3 "$tmp/sample.txt")"
done
cp -r "$(trace ordered)" "$tmp/t/length"
rm "$tmp/t/length/kernel/channel0_1"
sed -i '/name = "kvm_exit"/,/^};/s/^\t};/\t\tuint8_t _more[stream.packet.context.cpu_id];\n&/' \
	"$tmp/t/length/kernel/metadata"
converts length-out "$tmp/t/length"
silent length-out
verdict "where it is a length that goes by the same name" "$(
	[ "$(cpu_names "$tmp/t/length-out")" = cpu_id ] || cpu_names "$tmp/t/length-out"
	grep -q '_more\[stream\.packet\.context\.cpu_id\];' "$tmp/t/length-out/metadata" &&
		grep -q 'more = \[ \]' "$tmp/t/length-out.txt" || echo 'no length')"

# --- what the tracer discarded
# warnings FILE: of babeltrace2, without what is each trace's own; but for the first one, which is
# about an unknown time
warnings() {
	sed 's/ in trace .*//; s/\(may have discarded events\).*/\1/' "$1" | sort
}
show "$(trace discarded)" "$tmp/in.txt"
converts discarded "$(trace discarded)"
checks discarded monotone placed sequential
figures discarded 'd["discarded"] == 25 + 26 + 27 + 100 and d["discarded_uncounted"] is True'
verdict "discarded: every loss is told, with its count and its time" \
	"$(diff <(warnings "$tmp/in.txt.err") <(warnings "$tmp/t/discarded.txt.err"))"
converts discarded-again "$tmp/t/discarded"
verdict "discarded: and still is when converted again" \
	"$(diff <(warnings "$tmp/in.txt.err") <(warnings "$tmp/t/discarded-again.txt.err"))"
# lost FILE: how many events babeltrace2 says were discarded
lost() {
	sed -n 's/.*discarded \([0-9]*\) events.*/\1/p' "$1" | awk '{ sum += $1 } END { print sum + 0 }'
}
show "$(trace losses)" "$tmp/in.txt"
converts losses "$(trace losses)"
checks losses monotone
verdict "losses: all are told of" "$([ "$(lost "$tmp/in.txt.err")" -gt 50 ] &&
	[ "$(lost "$tmp/in.txt.err")" = "$(lost "$tmp/t/losses.txt.err")" ] ||
	cat "$tmp/in.txt.err" "$tmp/t/losses.txt.err")"
for name in losses discarded discarded-again; do
	verdict "$name: no packet within a stream has no events" \
		"$(python3 "$here/packets.py" "$tmp/t/$name" 2>&1)"
done

# --- events that do not end where a byte does
show "$(trace odd_end)" "$tmp/in.txt"
converts odd_end "$(trace odd_end)"
silent odd_end
verdict "odd_end: they begin where one does" "$(differ "$tmp/in.txt" "$tmp/t/odd_end.txt")"
