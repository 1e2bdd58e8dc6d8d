# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the installation scripts share: how they speak, which kernel they are about, DKMS.
#
# A test sets HT_SYSROOT: that folder then plays the machine's / for everything that is looked at or
# written. The package manager's commands it puts on the PATH.

: "${TOP:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
root=${HT_SYSROOT:-}
dry_run=''
# Where the words of DKMS and apt go.
log=/dev/null
# What would be done is for people, also where the output of what is done goes into the log.
exec 3>&1

# What to do next goes on lines of its own, indented, so that it can be copied.
die() {
	echo "${0##*/}: $1" >&2
	shift
	[ $# -eq 0 ] || printf '  %s\n' "$@" >&2
	exit 1
}

usage_error() {
	echo "${0##*/}: $1; see --help" >&2
	exit 2
}

say() {
	printf '  %-9s %s\n' "$1" "$2"
}

note() {
	printf '            %s\n' "$@"
}

# Do it, or with --dry-run only say so.
run() {
	if [ -n "$dry_run" ]; then
		note "would run: ${*/#run_dkms/dkms}" >&3
	else
		"$@"
	fi
}

need_root() {
	[ "$EUID" = 0 ] || [ -n "$dry_run" ] ||
		die "only root may do this" "sudo $0, or look with $0 --dry-run"
}

package_version() {
	local status
	status=$(dpkg-query --admindir="$root/var/lib/dpkg" -W \
		-f '${db:Status-Status} ${Version}' "$1" 2>/dev/null) || return 1
	[ "${status% *}" = installed ] && echo "${status#* }"
}

# As above, but also what is only unpacked: a package whose configuration failed.
package_unpacked() {
	local status
	status=$(dpkg-query --admindir="$root/var/lib/dpkg" -W \
		-f '${db:Status-Status}' "$1" 2>/dev/null) || return 1
	case $status in not-installed | config-files) return 1 ;; esac
}

running_kernel() {
	cat "$root/proc/sys/kernel/osrelease"
}

is_running() {
	[ "$1" = "$(running_kernel)" ]
}

# 6.1.0-56-amd64 is of series 6.1.
kernel_series() {
	[[ $1 =~ ^([0-9]+\.[0-9]+)[.-] ]] && echo "${BASH_REMATCH[1]}"
}

target_series() {
	awk '!/^#/ && NF { print $1 }' "$TOP/host-kvm/targets"
}

supported() {
	echo "there are patches for $(target_series | paste -sd ' ')"
}

# Columns of host-kvm/targets: series, image metapackage, source package, version last tested.
target_field() {
	awk -v series="$1" -v field="$2" '$1 == series { print $field; exit }' "$TOP/host-kvm/targets"
}

headers_of() {
	echo "$root/lib/modules/$1/build"
}

# The version of the Debian package that a kernel, or its headers, come from. The release does not
# say it: 6.1.0-56-amd64 may be 6.1.192-1 and 6.1.192-2.
headers_version() {
	sed -n 's/^#define LINUX_PACKAGE_ID " *Debian \([^ "]*\).*/\1/p' \
		"$1/include/generated/package.h" 2>/dev/null || true
}

running_version() {
	sed -n 's/.* Debian \([0-9][^ )]*\).*/\1/p' "$root/proc/version" 2>/dev/null || true
}

# DKMS on this machine, or all of it below a test's folder: its key for signing, too.
run_dkms() {
	if [ -z "$root" ]; then
		dkms "$@"
		return
	fi
	mok_signing_key=$root/var/lib/dkms/mok.key mok_certificate=$root/var/lib/dkms/mok.pub \
		dkms "$@" --sourcetree "$root/usr/src" --dkmstree "$root/var/lib/dkms" \
		--installtree "$root/lib/modules" ${KDIR:+--kernelsourcedir "$KDIR"} --no-depmod
}

# "package/version[, kernel, arch]: state" lines become "version kernel state".
dkms_states() {
	command -v dkms >/dev/null || return 0
	{ run_dkms status -m "$1" 2>/dev/null || true; } |
		sed -n 's|^[^/]*/\([^,:]*\): \([a-z]*\).*|\1 - \2|p
			s|^[^/]*/\([^,]*\), \([^,]*\), [^:]*: \([a-z]*\).*|\1 \2 \3|p'
}

dkms_versions() {
	dkms_states "$1" | cut -d ' ' -f 1 | sort -u
}

is_installed() {
	dkms_states "$1" | grep -qx "$2 $3 installed"
}

# DKMS runs depmod itself, but on this machine's /.
depmod_sysroot() {
	[ -z "$root" ] || depmod -b "$root" "$1"
}

# Some machines load KVM from their initramfs, vfio's users for example: it has to follow. For
# kernels that come later DKMS runs before the initramfs is made. (REMAKE_INITRD of dkms.conf,
# which once did this, only makes Debian 12's DKMS complain.)
update_initramfs_of() {
	local image=$root/boot/initrd.img-$1

	[ -e "$image" ] && command -v lsinitramfs >/dev/null || return 0
	lsinitramfs "$image" 2>/dev/null | grep -q '/kvm[^/]*\.ko' || return 0
	say INITRD "$1: KVM is in it"
	run update-initramfs -u -k "$1"
}

# Forget one version of one of our packages: its modules, for all kernels, and its source.
forget() {
	local package=$1 version=$2 kernel kernels

	kernels=$(dkms_states "$package" | awk -v v="$version" '$1 == v && $2 != "-" { print $2 }')
	if dkms_versions "$package" | grep -qx "$version"; then
		say REMOVE "$package $version${kernels:+ from }${kernels//$'\n'/ }"
		run run_dkms remove "$package/$version" --all >>"$log" 2>&1 ||
			die "dkms remove $package/$version failed; its words are in $log"
	fi
	for kernel in $kernels; do
		[ -n "$dry_run" ] || depmod_sysroot "$kernel"
	done
	run rm -rf "$root/usr/src/$package-$version"
}
