#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Install what a target needs from Debian's packages. Asks nothing as root; otherwise prints the one
# command that root would run.
#
#   usage: scripts/deps.sh demo|check|bench
set -euo pipefail

# Compilers and what a kernel build wants; the emulated host's own programs; for the page of
# hypertrace export --html, node.
demo=(build-essential gcc-12 flex bison bc libelf-dev libssl-dev kmod cpio rsync xz-utils patch
	busybox-static qemu-system-x86 lttng-tools babeltrace2 libbabeltrace2-dev libjson-c-dev
	zlib1g-dev liblttng-ctl-dev nodejs pkg-config python3)
# Intel's test bed, the test libraries, and the linters of "make style".
check=("${demo[@]}" bochs bochs-term bochsbios vgabios isolinux syslinux-common xorriso util-linux
	libcmocka-dev clang libclang-rt-dev man-db mandoc dkms mokutil clang-format sparse cppcheck
	shellcheck spin babeltrace python3-lttnganalyses libxml2-utils chromium fonts-dejavu-core
	sysbench trace-cmd gnuplot-nox)
# Tracers and work to compare with, and what draws the results.
bench=("${demo[@]}" liblttng-ust-dev sysbench trace-cmd gnuplot-nox)

case ${1:-} in
demo) wanted=("${demo[@]}") ;;
check) wanted=("${check[@]}") ;;
bench) wanted=("${bench[@]}") ;;
*)
	echo "usage: deps.sh demo|check|bench" >&2
	exit 2
	;;
esac
missing=()
for package in "${wanted[@]}"; do
	[ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" = 'ii ' ] ||
		missing+=("$package")
done

# Some bring npm along with node, and then do not go together with Debian's package.
command -v npm >/dev/null || missing+=(npm)

# Packages are also downloaded without being installed (scripts/fetch.sh): the lists must be there.
have_lists() {
	[ -n "$(apt-cache madison linux-source-6.1 2>/dev/null)" ]
}

[ ${#missing[@]} -gt 0 ] || ! have_lists || exit 0
install="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" != 0 ]; then
	echo "Some of Debian's packages are missing. Please run:" >&2
	echo "  sudo sh -c 'apt-get update && $install'" >&2
	exit 1
fi
printf '  %-8s %s\n' INSTALL "${missing[*]:-package lists}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get -q update && DEBIAN_FRONTEND=noninteractive $install; } >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "deps.sh: Debian's packages could not be installed; the output is above." >&2
	exit 1
fi
