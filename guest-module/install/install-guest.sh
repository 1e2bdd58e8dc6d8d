#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Install hypertrace_guest in a guest, by DKMS: it follows the guest's kernel upgrades. See --help.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=host-kvm/install/lib.sh
. "$here/../../host-kvm/install/lib.sh"
# shellcheck source=host-kvm/install/checks.sh
. "$here/../../host-kvm/install/checks.sh"

usage() {
	cat <<-END
		Usage: install-guest.sh [OPTION]...
		Run this in the guest. It builds hypertrace_guest, the module that reports to the
		host, for the guest's kernel and installs it with DKMS. It loads nothing.

		      --uninstall  remove it instead
		  -y, --yes        install missing packages, and go on though Secure Boot is on
		      --dry-run    look at everything, change nothing
		  -h, --help       this text

		Environment: KERNEL  release to install for (default: the running one)

		The exit status is 0 for success, 1 when something speaks against it or fails, 2 for
		wrong usage.

		Example:
		  sudo guest-module/install/install-guest.sh && sudo modprobe hypertrace_guest
	END
}

parse() {
	while [ $# -gt 0 ]; do
		case $1 in
		-h | --help) usage && exit 0 ;;
		-y | --yes) yes=y ;;
		--dry-run) dry_run=y ;;
		--uninstall) uninstall=y ;;
		*) usage_error "unknown option '$1'" ;;
		esac
		shift
	done
}

check_tools() {
	missing=()
	command -v dkms >/dev/null || missing+=(dkms)
	[ -d "$KDIR/include" ] || missing+=("linux-headers-$kernel")
	[ ${#missing[@]} -gt 0 ] || return 0
	[ -n "$yes" ] ||
		die "packages are missing" "apt-get install ${missing[*]}" "(or run this with --yes)"
	say APT "install ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	run apt-get install -y --no-install-recommends "${missing[@]}" ||
		die "apt-get failed"
}

stage() {
	mkdir -p "$1/guest-module"
	cp -r "$TOP/VERSION" "$TOP/libhypercall" "$1/"
	cp "$TOP"/guest-module/{Kbuild,*.c,*.h} "$1/guest-module/"
	sed "s/@VERSION@/$version/" "$here/dkms.conf.in" >"$1/dkms.conf"
	chmod -R u=rwX,go=rX "$1"
}

build_failed() {
	local make_log=$root/var/lib/dkms/hypertrace-guest/$version/build/make.log

	[ ! -e "$make_log" ] || cat "$make_log" >>"$log"
	grep -E 'error:|^Error' "$log" | head -n 10 >&2 || true
	forget hypertrace-guest "$version"
	die "it does not build or install for $kernel; all of it is in $log"
}

is_up_to_date() {
	is_installed hypertrace-guest "$version" "$kernel" && diff -rq "$1" "$source" >/dev/null 2>&1
}

build() {
	local module=hypertrace-guest/$version

	run_dkms add "$module" && run_dkms build "$module" -k "$kernel" &&
		run_dkms install "$module" -k "$kernel"
}

install_guest() {
	local old

	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	stage "$work/source"
	if is_up_to_date "$work/source"; then
		say INSTALLED "hypertrace_guest $version for $kernel, nothing to do"
		return
	fi
	log=$root/var/log/hypertrace-guest-install.log
	mkdir -p "${log%/*}" && : >"$log"
	for old in $(dkms_versions hypertrace-guest) "$version"; do
		forget hypertrace-guest "$old"
	done
	mv "$work/source" "$source"
	say BUILD "hypertrace_guest for $kernel"
	build >>"$log" 2>&1 || build_failed
	depmod_sysroot "$kernel"
	say INSTALLED "hypertrace_guest $version for $kernel"
	say NEXT "modprobe hypertrace_guest, once the host allows this VM (hypertrace doctor looks)"
}

uninstall_guest() {
	local old
	for old in $(dkms_versions hypertrace-guest); do
		forget hypertrace-guest "$old"
	done
	run rm -f "$root/var/log/hypertrace-guest-install.log"
	say REMOVED "hypertrace_guest; what is loaded stays until: modprobe -r hypertrace_guest"
}

main() {
	version=$(cat "$TOP/VERSION")
	kernel=${KERNEL:-$(running_kernel)}
	KDIR=$(headers_of "$kernel")
	source=$root/usr/src/hypertrace-guest-$version
	yes='' uninstall=''
	parse "$@"
	need_root
	if [ -n "$uninstall" ]; then
		uninstall_guest
		return
	fi
	[ -d "$root/lib/modules/$kernel" ] || die "no kernel $kernel is installed"
	check_secure_boot
	check_tools
	if [ -n "$dry_run" ]; then
		note "would put the source into ${source#"$root"}," \
			"and with dkms add, build and install it for $kernel"
	else
		install_guest
	fi
}

main "$@"
