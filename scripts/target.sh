#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Which kernel do we build for? Ask the package manager, so that a new point release is simply the
# next answer. Image, headers and source must be of one version; while a mirror is between two
# versions, the newest one that is complete is taken. Prints KEY=VALUE lines for make and sh.
#
#   usage: scripts/target.sh [SERIES]
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
die() {
	echo "target.sh: $*" >&2
	exit 1
}

read -r series meta source tested < <(awk -v want="${1:-}" \
	'!/^#/ && NF && (want == "" || $1 == want) { print; exit }' "$top/host-kvm/targets") ||
	die "series ${1:-} is not in host-kvm/targets, which has:" \
		"$(awk '!/^#/ && NF { printf "%s ", $1 }' "$top/host-kvm/targets")"

# One stanza a version of the packages named, as "package version dependencies".
stanzas() {
	apt-cache show --no-all-versions "$@" 2>/dev/null |
		sed -n 's/^Package: //p; s/^Version: //p; s/^Depends: //p; s/^$/;/p' |
		tr '\n' ' ' | tr ';' '\n'
}

# The package a stanza depends on whose name matches $1, from standard input.
depends_on() {
	grep -o "$1" | head -n 1
}

versions=$(apt-cache madison "$source" | awk -F' *\\| *' '$3 !~ /Sources/ { print $2 }' | sort -ruV)
[ -n "$versions" ] || die "no package $source: run 'apt-get update' first"

for version in $versions; do
	image=$(stanzas "$meta=$version" | depends_on 'linux-image-[0-9][^ ,]*') || continue
	headers=linux-headers-${image#linux-image-}
	common=$(stanzas "$image=$version" "$headers=$version" |
		depends_on 'linux-headers-[^ ,]*-common') || continue
	cat <<-END
		HT_SERIES=$series
		HT_KREL=${image#linux-image-}
		HT_KVER=$version
		HT_KTESTED=$tested
		HT_IMAGE=$image
		HT_HEADERS=$headers
		HT_HEADERS_COMMON=$common
		HT_KBUILD=linux-kbuild-$series
		HT_SOURCE=$source
	END
	exit 0
done
die "no version of $source has image, headers and source together (looked at: ${versions//$'\n'/ })"
