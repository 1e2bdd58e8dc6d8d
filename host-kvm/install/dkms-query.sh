#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Answers for dkms.conf.
#
#   usage: dkms-query.sh modules RELEASE HEADERS BUILT   the modules a build for that kernel gives;
#                                                        BUILT: where DKMS keeps those of a build
#          dkms-query.sh buildable RELEASE               can it be built now? stderr says why not
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
# shellcheck source=host-kvm/install/lib.sh
. "$here/lib.sh"

# The kernel's makefiles would answer, too, but take a second for each folder, and DKMS asks often.
lttng_modules() {
	local series headers=$2 folder tree

	series=$(kernel_series "$1") || return 0
	[ -e "$headers/include/config/auto.conf" ] || return 0
	tree=$(sed -n 's|^include \(/.*\)/Makefile$|\1|p' "$headers/Makefile")
	for folder in src src/lib src/probes src/tests; do
		make -s --no-print-directory -f "$here/list-modules.mk" HEADERS="$headers" \
			srctree="${tree:-$headers}" FOLDER="$TOP/lttng-modules/$folder" \
			VERSION="${series%.*}" PATCHLEVEL="${series#*.}" 2>/dev/null
	done
}

modules() {
	# What was built is what there is to remove, also when the headers are gone.
	if compgen -G "$3/*.ko*" >/dev/null; then
		find "$3" -name '*.ko*' -printf '%f\n' | sed 's/\.ko.*//'
		return
	fi
	printf '%s\n' kvm kvm-intel kvm-amd kvm-hypertrace
	lttng_modules "$1" "$2"
	printf '%s\n' lttng-probe-hypertrace lttng-probe-hypertrace-packed
}

not_built() {
	echo "hypertrace is not built for $1: $2" >&2
	exit 1
}

buildable() {
	local series source want have

	series=$(kernel_series "$1") || series=''
	source=$(target_field "$series" 3)
	[ -n "$source" ] || not_built "$1" "$(supported)"
	want=$(headers_version "$(headers_of "$1")")
	have=$(package_version "$source") || have='not installed'
	[ -n "$want" ] || not_built "$1" "it is not a kernel of Debian's"
	[ "$have" = "$want" ] || not_built "$1" "$source is $have, the kernel is $want.
  To catch up: apt-get install $source=$want && dkms autoinstall -k $1"
}

case ${1:-} in
modules) modules "${2:-}" "${3:-}" "${4:-}" ;;
buildable) buildable "${2:-}" ;;
*) usage_error "modules or buildable" ;;
esac
