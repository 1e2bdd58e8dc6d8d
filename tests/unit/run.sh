#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Unit tests of libhypercall, and its headers: alone, as C and as C++, in user space and in a kernel
# module's flags. TAP.
#
#   usage: tests/unit/run.sh OUT        (OUT holds the compiled tests; tests/Makefile makes them)
set -uo pipefail

out=$1
top=$(cd "$(dirname "$0")/../.." && pwd)
include=$top/libhypercall/include

# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"

for program in record assembly exits user_exits ring ring_hostile ring_nest; do
	for build in plain asan; do
		CMOCKA_MESSAGE_OUTPUT=TAP "$out/test_$program-$build" >"$out/tap" 2>"$out/err"
		status=$?
		while read -r verdict name; do
			[ "$verdict" = ok ]
			ok $? "unit $program ($build): $name" "$out/err"
		done < <(sed -n 's/^\(not \)\?ok [0-9]* - \(.*\)/\1ok \2/p' "$out/tap" | sed 's/^not ok/not-ok/')
		ok $status "unit $program ($build): the program ends well" "$out/err"
	done
done

# ThreadSanitizer wants its own addresses, which some kernels' randomisation takes.
fixed=
! setarch -R true 2>/dev/null || fixed="setarch -R"
# stress PROGRAM-BUILD COUNT: says what happened, if it went well
stress() {
	# shellcheck disable=SC2086 # a command and its option, or nothing
	$fixed "$out/stress_$1" "$2" 2>"$out/err" | sed 's/^/# /'
}
stress ring-plain 3000000
ok $? "unit stress_ring (plain): emitted = read + lost, in order and whole" "$out/err"
stress ring-tsan 400000
ok $? "unit stress_ring (ThreadSanitizer): the same, and without a race" "$out/err"
! stress ring-race 20000 && grep -q 'ThreadSanitizer: data race' "$out/err"
ok $? "unit stress_ring: ThreadSanitizer sees a race where there is one" "$out/err"
stress weave-plain 300
ok $? "unit stress_weave (plain): lanes become one in order, up to the first failure" "$out/err"
stress weave-tsan 100
ok $? "unit stress_weave (ThreadSanitizer): the same, and without a race" "$out/err"
! stress weave-race 100 && grep -q 'ThreadSanitizer: data race' "$out/err"
ok $? "unit stress_weave: ThreadSanitizer sees a race where there is one" "$out/err"

compared=
for kernel in "$out"/../kernel-*; do
	[ -e "$kernel/kvm/arch/x86/kvm/kvm.ko" ] || continue
	compared=yes
	for isa in vmx svm; do
		"$top/tests/unit/kernel_exits.sh" "$kernel" "$out" $isa >"$out/err" 2>&1
		ok $? "unit exits: $isa has the names and handlers of ${kernel##*/}" "$out/err"
	done
done
[ -n "$compared" ] || ok 0 "unit exits: the names and handlers of a kernel # SKIP none is built"

for header in "$include"/hypertrace/*.h; do
	name=${header#"$include"/}
	for compiler in "gcc -std=gnu11" "clang -std=gnu11" "g++ -std=c++11" "g++ -std=c++20"; do
		command -v "${compiler%% *}" >/dev/null || continue
		lang=c
		[[ $compiler == g++* ]] && lang=c++
		# shellcheck disable=SC2086 # compiler and option are two words
		echo "#include <$name>" | $compiler -x $lang -Wall -Wextra -Werror -fsyntax-only -I"$include" - \
			2>"$out/err"
		ok $? "header $name alone, $compiler" "$out/err"
	done
done
tap_end
