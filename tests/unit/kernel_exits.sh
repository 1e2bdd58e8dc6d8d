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
# handlers MACRO FILE ARRAY: a definition of it, as the indices of the array's initialisers
handlers() {
	local list
	list=$(sed -n "/$3\[\]/,/^};/s/^[[:space:]]*\[\(.*\)\][[:space:]]*=.*/\1/p" \
		"$kernel/kvm/arch/x86/kvm/$2" | paste -sd,)
	if [ -z "$list" ]; then
		echo "no handlers of exits found in $2 of $kernel" >&2
		return 1
	fi
	echo "#define $1 $list"
}
handlers VMX_HANDLERS vmx/vmx.c kvm_vmx_exit_handlers >"$out/handlers.h"
handlers SVM_HANDLERS svm/svm.c svm_exit_handlers >>"$out/handlers.h"
"${CC:-gcc}" -std=gnu11 -Wall -Wextra -Werror -I"$top/libhypercall/include" -I"${headers[0]}" \
	-include "$out/handlers.h" -o "$out/kernel_exits" "$top/tests/unit/kernel_exits.c" \
	"$top/libhypercall/exits.c"
"$out/kernel_exits" "$isa"
