#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# That the benchmarks run, that two runs count the same instructions, and what they have to say. Short
# runs. TAP.
#
#   usage: benchmarks/test.sh OUT
set -uo pipefail

out=$1
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tap.sh
. "$here/../tests/tap.sh"

# value BENCHMARK CASE VARIANT METRIC
value() {
	awk -F, -v c="$2" -v v="$3" -v m="$4" '$2 == c && $3 == v && $4 == m { print $6 }' \
		"$out-$1/$1.csv" 2>/dev/null
}

# less NAME A B: nothing measured is a failure
less() {
	awk -v a="$2" -v b="$3" 'BEGIN { exit !(a != "" && b != "" && a + 0 < b + 0) }'
	ok $? "$1: $2 < $3"
}

runs() {
	local begun=$SECONDS
	"$here/$1/run.sh" --quick --out "$out-$2" >"$out-$2.log" 2>&1
	ok $? "$2: runs" "$out-$2.log"
	echo "# $2: $((SECONDS - begun)) s"
}

runs boot boot
# The goals are 0.1 and 0.3 (docs/benchmarks.md has what was measured). Where timer interrupts and flushes of
# traces fall differs from image to image by more than what is between these and the goals.
less "boot: levels cost 0.2 % at most, with all that is there for them" "$(value boot boot levels overhead)" 0.2
less "boot: initcalls by the ring cost 0.4 % at most, likewise" "$(value boot boot ring overhead)" 0.4
less "boot: initcalls are traced" 100 "$(value boot boot ring events)"
first=$(grep -v '^#' "$out-boot/boot.csv")
runs boot boot
second=$(grep -v '^#' "$out-boot/boot.csv")
# QEMU's devices have a thread of their own. On a busy machine one run in some dozen was seen to differ by
# 0.0025 %, in its last boots; then the one after it has to agree with it, or with the first.
if [ "$second" != "$first" ]; then
	echo "# the second run says something else: once more"
	diff <(echo "$first") <(echo "$second") | sed 's/^/# /'
	runs boot boot
	third=$(grep -v '^#' "$out-boot/boot.csv")
	[ "$third" != "$first" ] || second=$third
	[ "$third" != "$second" ] || first=$third
fi
is "$second" "$first" "boot: another run says the same, to the digit"
runs workloads workloads
for work in file memory cpu; do
	less "workloads: $work: the ring traces" 100 "$(value workloads $work ring events)"
	less "workloads: $work: as much as ftrace, or more" "$(value workloads $work ftrace events)" \
		"$(value workloads $work ring events)"
	less "workloads: $work: and takes less than ftrace" \
		"$(value workloads $work ring overhead)" "$(value workloads $work ftrace overhead)"
done
runs exits exits
less "exits: a hypercall takes more than an empty loop" \
	"$(value exits exits 'empty loop' instructions)" "$(value exits exits hypercall instructions)"
less "exits: an IPI to oneself takes more than a write of an MSR" \
	"$(value exits exits wrmsr instructions)" "$(value exits exits self-ipi instructions)"
less "exits: one to another vCPU and back takes more than that" \
	"$(value exits exits self-ipi instructions)" "$(value exits exits ipi instructions)"
runs micro micro
batch() {
	value micro batches "$1" instructions
}
less "micro: batches of 256 take less an event than those of 32" "$(batch 'batch of 256')" "$(batch 'batch of 32')"
less "micro: those of 32 less than those of 1" "$(batch 'batch of 32')" "$(batch 'batch of 1')"
less "micro: the ring takes less than any batch" "$(batch ring)" "$(batch 'batch of 256')"
is "$(value micro batches 'batch of 1' exits)" 1.0000 "micro: a batch of 1 is an exit an event"
less "micro: the ring makes next to none" "$(value micro batches ring exits)" 0.01
less "micro: where there is no room takes no more than twice a record" \
	"$(value micro places 'no room' instructions)" \
	"$(value micro places 'record of 80 bytes' instructions | awk '{ print 2 * $1 }')"
for reader in doorbell exit thread; do
	less "micro: a record costs the $reader 40 instructions at most" \
		"$(value micro readers $reader instructions)" 40.1
done
less "micro: KVM's tracepoint takes more than nothing" \
	"$(value micro calls 'hypercall without kvm-hypertrace' instructions)" \
	"$(value micro calls 'and ftrace records kvm:kvm_hypercall' instructions)"
runs nested nested
less "nested: direct calls of depth 3 take 1.2 times those of depth 1 at most" \
	"$(value nested nested 'depth 3 direct' ratio)" 1.21
less "nested: those that are not direct take more" "$(value nested nested 'depth 3 direct' ratio)" \
	"$(value nested nested 'depth 3 to L2' ratio)"
runs scaling scaling
for vms in '1 x 1 vCPU' '1 x 2 vCPU'; do
	is "$(value scaling scaling "$vms" lost)" 0 "scaling: $vms: nothing is lost"
	is "$(value scaling scaling "$vms" events)" 30000 "scaling: $vms: all is reported"
done
"$here/model.sh" --exit-cost 1000 >"$out-model.log" 2>&1
ok $? "model: runs" "$out-model.log"
grep -q 'an exit costs 1000 ns' "$out-model.log"
ok $? "model: says what it assumes" "$out-model.log"
"$here/model.sh" --exit-cost free >/dev/null 2>&1
is $? 2 "model: refuses what is no cost"
"$here/model.sh" --exit-cost cpuid=1000 >"$out-model.log" 2>&1
grep -q '^ *cpuid *1000 ' "$out-model.log"
ok $? "model: takes the cost of a reason" "$out-model.log"
"$here/model.sh" --exit-cost wrmsr=1000 >"$out-model.log" 2>&1
grep -q '^ *self-ipi *2000 ' "$out-model.log"
ok $? "model: an IPI to oneself is two writes of MSRs" "$out-model.log"
"$here/model.sh" --exit-cost self-ipi=7 >"$out-model.log" 2>&1
grep -q '^ *self-ipi *7 ' "$out-model.log"
ok $? "model: unless told otherwise" "$out-model.log"
"$here/model.sh" --exit-cost boredom=1 >/dev/null 2>&1
is $? 2 "model: refuses what is no reason"
tap_end
