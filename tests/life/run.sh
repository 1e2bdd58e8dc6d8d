#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What happens to guests: that they panic, shut down, sleep, and move from CPU to CPU. Boots the emulated host,
# runs scenario.sh in it, has check.py judge. TAP.
#
#   usage: tests/life/run.sh OUT panics|power|moves
#   environment: HYPERTRACE, the program
set -euo pipefail

out=$1 part=$2 scenario=ends
# How long a shutdown takes should not depend on this machine.
case $part in
panics) clock=(--host-cpus 1) ;;
power) clock=(--icount) ;;
moves) clock=(--host-cpus 2) scenario=moves ;;
esac
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "${O:-$top/build}/testbed.env"
tests=$HT_K/tests
early=$(cat "$tests/early.release")

files=()
for module in ht_test_power ht_test_crash ht_test_sleep; do
	files+=(--guest-file "$tests/stock/$module.ko:/tests/$HT_KREL/$module.ko"
		--guest-file "$tests/early/$module.ko:/tests/$early/$module.ko")
done
drivers=$HT_K/root/lib/modules/$HT_KREL/kernel/drivers
for module in pvpanic pvpanic-pci; do
	files+=(--guest-file "$drivers/misc/pvpanic/$module.ko:/tests/$HT_KREL/$module.ko")
done
mkdir -p "$(dirname "$out")"
echo "$part" >"$out.part"
status=0
"$top/testbed/run" --again "${clock[@]}" --out "$out" --timeout 900 --quiet \
	--guest-script "$top/tests/life/guest.sh" --host-script "$top/tests/life/$scenario.sh" \
	--host-file "$out.part:/tests/part" --guest-file "$top/tests/tap.sh:/tests/guest-tap.sh" \
	--guest-file "$top/tests/life/guest_moves.sh:/tests/guest_moves.sh" \
	--guest-file "$tests/user_event:/tests/user_event" \
	--guest-file "$tests/vcpu_state:/tests/vcpu_state" "${files[@]}" \
	>"$out.log" 2>&1 || status=$?
# The scenario itself ends with 0 or 1.
if [ "$status" -ge 2 ]; then
	echo "not ok 1 - life $part: the emulated host runs the scenario"
	sed 's/^/# /' "$out.log"
	echo "1..1"
	exit 1
fi
exec python3 "$top/tests/life/check_$scenario.py" "$out" "$part"
