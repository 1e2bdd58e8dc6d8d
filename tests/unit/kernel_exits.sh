#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Compare the tables of exits with the sources of a kernel: the names in its headers for user space,
# the handlers in its KVM. Prints the differences.
#
#   usage: tests/unit/kernel_exits.sh KERNEL OUT vmx|svm
#   KERNEL: build/kernel-…, in which KVM has been built; OUT: where to compile
#
# Exit status: 0 the same, 1 not, or the kernel cannot be read.
set -euo pipefail

kernel=$1 out=$2/kernel_exits isa=$3
top=$(cd "$(dirname "$0")/../.." && pwd)
headers=("$kernel"/root/usr/src/linux-headers-*-common/arch/x86/include/uapi)

mkdir -p "$out"
# handlers FILE ARRAY: the indices of its designated initialisers
handlers() {
	sed -n "/$2\[\]/,/^};/s/^[[:space:]]*\[\(.*\)\][[:space:]]*=.*/\1,/p" \
		"$kernel/kvm/arch/x86/kvm/$1"
}
handlers vmx/vmx.c kvm_vmx_exit_handlers >"$out/vmx_handlers.h"
handlers svm/svm.c svm_exit_handlers >"$out/svm_handlers.h"
[ -s "$out/vmx_handlers.h" ] && [ -s "$out/svm_handlers.h" ] || {
	echo "no handlers of exits found in the KVM of $kernel"
	exit 1
}
"${CC:-gcc}" -std=gnu11 -Wall -Wextra -Werror -I"$top/libhypercall/include" -I"$out" \
	-I"${headers[0]}" -o "$out/kernel_exits" "$top/tests/unit/kernel_exits.c" \
	"$top/libhypercall/exits.c"
"$out/kernel_exits" "$isa"
