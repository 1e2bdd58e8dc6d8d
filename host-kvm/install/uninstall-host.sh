#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Take hypertrace's modules off a host again: all versions, from all kernels. See --help.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=host-kvm/install/lib.sh
. "$here/lib.sh"
# shellcheck source=host-kvm/install/checks.sh
. "$here/checks.sh"
# shellcheck source=host-kvm/install/reload.sh
. "$here/reload.sh"

usage() {
	cat <<-END
		Usage: uninstall-host.sh [OPTION]...
		Remove what install-host.sh installed: hypertrace's modules from every kernel, and
		/usr/src/hypertrace-VERSION. The stock modules are then found again. Running VMs are
		not disturbed: what is loaded stays until KVM is reloaded, or the machine rebooted.

		      --reload    then put the stock KVM in the place of the loaded one
		      --dry-run   say what would be removed, change nothing
		  -h, --help      this text

		The exit status is 0 when nothing of hypertrace is left, 1 when something fails,
		2 for wrong usage.

		Example:
		  sudo host-kvm/install/uninstall-host.sh --reload
	END
}

parse() {
	while [ $# -gt 0 ]; do
		case $1 in
		-h | --help) usage && exit 0 ;;
		-y | --yes) ;; # for symmetry: nothing is asked here
		--dry-run) dry_run=y ;;
		--reload) reload=y ;;
		*) usage_error "unknown option '$1'" ;;
		esac
		shift
	done
}

# Versions DKMS knows, and those of which only the source is left.
versions() {
	local dir
	{
		! command -v dkms >/dev/null || dkms_versions hypertrace
		for dir in "$root"/usr/src/hypertrace-[0-9]*/; do
			[ ! -d "$dir" ] || basename "$dir" | sed 's/^hypertrace-//'
		done
	} | sort -u
}

main() {
	local found kernels version kernel

	reload=''
	parse "$@"
	need_root
	[ -z "$reload" ] || check_no_vm
	found=$(versions)
	if [ -z "$found" ]; then
		say REMOVED "hypertrace is not installed, nothing to do"
		exit 0
	fi
	[ -n "$dry_run" ] || log=$root/var/log/hypertrace-install.log
	kernels=$(dkms_states hypertrace | awk '$3 == "installed" { print $2 }' | sort -u)
	for version in $found; do
		forget hypertrace "$version"
	done
	for kernel in $kernels; do
		update_initramfs_of "$kernel"
	done
	[ -n "$dry_run" ] || rm -f "$log"
	say REMOVED "hypertrace ${found//$'\n'/ }"
	finish
}

finish() {
	if [ -n "$reload" ]; then
		reload_kvm stock
	elif [ -d "$root/sys/module/kvm" ]; then
		say NEXT "the loaded KVM stays until you stop all VMs and reload it, or reboot:"
		note "  $(reload_commands stock | paste -sd ';' | sed 's/;/; /g')"
	fi
	note "LTTng's kernel modules went, too. Debian's are in lttng-modules-dkms, whose 2.13.9" \
		"does not build for late 6.1 kernels such as 6.1.0-56."
}

main "$@"
