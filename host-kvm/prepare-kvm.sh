#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Make a folder in which KVM's modules build out of tree: arch/x86/kvm and virt/kvm out of a kernel
# source archive, with our patches. Only kvm.ko, kvm-intel.ko and kvm-amd.ko are ever rebuilt.
#
#   usage: prepare-kvm.sh SOURCE.tar.xz PATCHES OUT VERSION TESTED
set -euo pipefail

archive=$1 patches=$2 out=$3 version=$4 tested=$5
name=$(basename "$archive" .tar.xz)

rm -rf "$out"
mkdir -p "$out"
tar -C "$out" --strip-components=1 -xf "$archive" "$name/arch/x86/kvm" "$name/virt/kvm"

for patch in "$patches"/*.patch; do
	patch -d "$out" -p1 --fuzz=0 --no-backup-if-mismatch -s -f <"$patch" || {
		echo "prepare-kvm.sh: ${patch##*/} does not apply to KVM of $version." >&2
		echo "  The patches were last tested with $tested; see host-kvm/targets and docs/porting.md." >&2
		exit 1
	}
done

# KVM's makefiles expect the whole tree: point them at the copy. The extra include path is for
# TRACE_INCLUDE_PATH, which is relative to include/trace/ of a tree.
sed -i 's|\$(srctree)/arch/x86/kvm|$(HT_KVM_TREE)/arch/x86/kvm|; s|\$(srctree)/virt/kvm|$(HT_KVM_TREE)/virt/kvm|' \
	"$out/arch/x86/kvm/Makefile"
sed -i "1i HT_KVM_TREE := \$(or \$(HT_KVM_TREE),\$(abspath \$(src)/../../..))\nccflags-y += -I\$(HT_KVM_TREE)/include/trace" \
	"$out/arch/x86/kvm/Makefile"
mkdir -p "$out/include/trace"
