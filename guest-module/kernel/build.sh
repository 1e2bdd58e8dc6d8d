#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Build the guest kernel that traces its own boot: tinyconfig, early.config, hypertrace_guest built
# in. A second call compiles only what has changed.
#
#   usage: build.sh SOURCE.tar.xz OUT JOBS
set -euo pipefail

archive=$1 out=$2 jobs=$3
here=$(cd "$(dirname "$0")" && pwd)
fragment=$here/early.config

# Show what a command said only when it fails.
quiet() {
	local said
	said=$("$@" 2>&1) || {
		echo "build.sh: $* failed:" >&2
		echo "$said" >&2
		exit 1
	}
}

unpack() {
	rm -rf "$out"
	mkdir -p "$out"
	# What a virtual machine's kernel never compiles is not worth unpacking; Kconfig files stay.
	tar -C "$out" --strip-components=1 -xf "$archive" --exclude='*/Documentation/*/*' \
		--exclude='*/drivers/gpu/*.[ch]' --exclude='*/drivers/media/*.[ch]' \
		--exclude='*/drivers/infiniband/*.[ch]' --exclude='*/drivers/net/*.[ch]' \
		--exclude='*/drivers/staging/*.[ch]' --exclude='*/sound/*.[ch]' \
		--exclude='*/arch/arm*/*.dts*' --exclude='*/tools/testing/*'
	touch "$out/.unpacked"
}

configure() {
	cd "$out"
	quiet make -s tinyconfig
	quiet scripts/kconfig/merge_config.sh -m -O . .config "$fragment"
	quiet make -s olddefconfig
	local line missing=
	while read -r line; do
		grep -qxF -- "$line" .config || missing+=" ${line%%=*}"
	done < <(grep '^CONFIG_' "$fragment")
	[ -z "$missing" ] || {
		echo "build.sh: this kernel does not take, from early.config:$missing" >&2
		exit 1
	}
	cp "$fragment" .fragment
}

[ -e "$out/.unpacked" ] || unpack
"$here/add-to-tree.sh" "$out"
cmp -s "$fragment" "$out/.fragment" || configure
# Its own lines are only counted: how many there are was counted with an earlier kernel.
make -C "$out" -j"$jobs" bzImage | "$here/../../scripts/progress.sh" 1080
# External modules are built against this tree too; modules_prepare needs no whole module build.
[ -e "$out/.prepared" ] || make -C "$out" -s -j"$jobs" modules_prepare
touch "$out/.prepared"
# Without "make modules" this is where the exported symbols are.
cp "$out/vmlinux.symvers" "$out/Module.symvers"
