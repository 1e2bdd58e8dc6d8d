#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Download Debian packages at an exact version and unpack them below a folder, without installing
# anything: the kernel we build for need not be the kernel of this machine.
#
#   usage: scripts/fetch.sh ROOT PACKAGE[=VERSION]...
set -euo pipefail

root=$1
shift
mkdir -p "$root/debs"
cd "$root/debs"
# As root, apt would drop to a user that may not write here, and warn about it.
apt-get -q=2 -o APT::Sandbox::User=root download "$@" >/dev/null || {
	echo "fetch.sh: cannot download $*; run 'apt-get update' and try again" >&2
	exit 1
}
for deb in *.deb; do
	dpkg-deb -x "$deb" "$root"
done
rm -rf "$root/debs"
