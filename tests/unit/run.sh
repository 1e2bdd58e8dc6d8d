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

for program in record assembly; do
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
