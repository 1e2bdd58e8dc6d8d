#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# DKMS runs this in a copy of /usr/src/hypertrace-VERSION: all modules for one kernel, left in
# modules/.
#
#   usage: dkms-build.sh RELEASE HEADERS [JOBS]
set -euo pipefail

TOP=$PWD
# shellcheck source=host-kvm/install/lib.sh
. "$TOP/host-kvm/install/lib.sh"
release=$1 headers=$2 jobs=${3:-}
version=$(cat VERSION)

fail() {
	echo "dkms-build: $1" >&2
	exit 1
}

# No BTF: Debian does not ship the vmlinux that its generation needs, and nothing here reads it.
kmake() {
	make -C "$headers" ${jobs:+-j"$jobs"} -s HT_VERSION="$version" \
		CONFIG_DEBUG_INFO_BTF_MODULES= "$@" modules
}

# The source that this very kernel was built from.
find_source() {
	local package have want

	package=$(target_field "$series" 3)
	[ -n "$package" ] || fail "no patches for series $series; $(supported)"
	want=$(headers_version "$headers")
	[ -n "$want" ] || fail "$headers are not of one of Debian's kernels"
	have=$(package_version "$package") || have='not installed'
	[ "$have" = "$want" ] || fail \
		"$package is $have, the kernel is $want: run 'apt-get install $package=$want'"
	source=$root/usr/src/$package.tar.xz
	kernel_version=$want
}

build_kvm() {
	host-kvm/prepare-kvm.sh "$source" "host-kvm/patches/$series" "$TOP/kvm" "$kernel_version" \
		"$(target_field "$series" 4)"
	kmake M="$TOP/kvm/arch/x86/kvm" HT_KVM_TREE="$TOP/kvm"
}

build_hypertrace() {
	kmake M="$TOP/host-kvm/module" HT_KVM="$TOP/kvm/arch/x86/kvm" \
		KBUILD_EXTRA_SYMBOLS="$TOP/kvm/arch/x86/kvm/Module.symvers"
}

build_lttng() {
	local lttng=$TOP/lttng-modules

	kmake M="$lttng/src" CONFIG_LTTNG=m
	kmake M="$TOP/host-kvm/lttng" HT_LTTNG="$lttng" \
		KBUILD_EXTRA_SYMBOLS="$lttng/src/Module.symvers $TOP/host-kvm/module/Module.symvers"
}

# DKMS installs what dkms.conf has listed beforehand: nothing that was built may be missing there.
check_list() {
	diff <(host-kvm/install/dkms-query.sh modules "$release" "$headers" | sort) \
		<(find modules -name '*.ko' -printf '%f\n' | sed 's/\.ko$//' | sort) >&2 ||
		fail "the modules that were built (>) are not those expected (<)"
}

series=$(kernel_series "$release") || fail "'$release' does not look like a kernel release"
find_source
build_kvm
build_hypertrace
build_lttng
mkdir -p modules
find kvm host-kvm lttng-modules -name '*.ko' -exec cp -t modules {} +
check_list
