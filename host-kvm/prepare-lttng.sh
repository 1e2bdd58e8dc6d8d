#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Make a folder in which lttng-modules build for our kernels: Debian's source with the compatibility
# patches for its version. "reduced" keeps only the tracer and the probes that the test bed uses,
# which build in a fraction of the time.
#
#   usage: prepare-lttng.sh SOURCES LTTNG OUT full|reduced
#          SOURCES holds lttng-modules-VERSION/, LTTNG is host-kvm/lttng
set -euo pipefail

sources=$1 lttng=$2 out=$3 what=$4

found=("$sources"/lttng-modules-*)
[ -d "${found[0]}" ] || {
	echo "prepare-lttng.sh: no lttng-modules source; it comes with the package lttng-modules-dkms" >&2
	exit 1
}
source=${found[-1]}
version=${source##*-}
rm -rf "$out"
cp -r "$source" "$out"

# A version without patches of its own is taken as it is: newer ones need none.
for patch in "$lttng/patches/$version"/*.patch; do
	[ -e "$patch" ] || continue
	patch -d "$out" -p1 --fuzz=0 --no-backup-if-mismatch -s -f <"$patch" || {
		echo "prepare-lttng.sh: ${patch##*/} does not apply to $version" >&2
		exit 1
	}
done
if [ "$what" = reduced ]; then
	cp "$lttng/probes.Kbuild" "$out/src/probes/Kbuild"
fi
