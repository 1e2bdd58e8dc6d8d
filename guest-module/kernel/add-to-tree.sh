#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Put hypertrace_guest into a kernel source tree, so that it can be built in:
#   guest-module/kernel/add-to-tree.sh LINUX_TREE
# then answer Y to CONFIG_HYPERTRACE_GUEST (Device drivers, Virtualization drivers). Safe to repeat.
set -eu
tree=${1:?usage: add-to-tree.sh LINUX_TREE}
top=$(cd "$(dirname "$0")/../.." && pwd)
virt=$tree/drivers/virt
[ -f "$virt/Kconfig" ] || {
	echo "add-to-tree.sh: $tree is not a kernel source tree" >&2
	exit 1
}
mkdir -p "$virt/hypertrace"
# Copies that keep their times: an unchanged file is not compiled again.
rsync -a --delete "$top/guest-module" "$top/libhypercall" "$top/VERSION" "$virt/hypertrace/"
grep -q hypertrace "$virt/Makefile" ||
	echo 'obj-y				+= hypertrace/guest-module/' >>"$virt/Makefile"
grep -q hypertrace "$virt/Kconfig" ||
	sed -i 's|^source "drivers/virt/vboxguest/Kconfig"|source "drivers/virt/hypertrace/guest-module/Kconfig"\n\n&|' \
		"$virt/Kconfig"
