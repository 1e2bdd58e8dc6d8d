#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Install hypertrace's modules on a real KVM host, by DKMS: they follow kernel upgrades. See --help.
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
		Usage: install-host.sh [OPTION]...
		Build and install hypertrace's kernel modules with DKMS: KVM with its hooks,
		kvm-hypertrace, LTTng's modules and the probe. They go to
		/lib/modules/RELEASE/updates/dkms, where they come before the stock ones.
		Nothing is loaded or unloaded, unless --reload is given.

		  -y, --yes       install missing packages, remove lttng-modules-dkms, and go on
		                  though Secure Boot is on, without asking
		      --reload    then put the new KVM in the place of the loaded one
		      --dry-run   look at everything, change nothing
		  -h, --help      this text

		Environment: KERNEL  release to install for (default: the running one)
		Kernel series: $(target_series | paste -sd ' ')

		The exit status is 0 when the modules are installed, 1 when something speaks against
		it or fails, 2 for wrong usage.

		Example: see what would happen, do it, and use it at once
		  sudo host-kvm/install/install-host.sh --dry-run
		  sudo host-kvm/install/install-host.sh --yes --reload
	END
}

parse() {
	while [ $# -gt 0 ]; do
		case $1 in
		-h | --help) usage && exit 0 ;;
		-y | --yes) yes=y ;;
		--dry-run) dry_run=y ;;
		--reload) reload=y ;;
		*) usage_error "unknown option '$1'" ;;
		esac
		shift
	done
}

check() {
	need_root
	[ "$(uname -m)" = x86_64 ] || die "this is no x86_64 machine"
	[ -d "$root/lib/modules/$kernel" ] || die "no kernel $kernel is installed" \
		"installed are: $(cd "$root/lib/modules" && printf '%s ' *)"
	check_series
	check_version
	say KERNEL "$kernel${kernel_version:+, Debian $kernel_version}"
	if is_running "$kernel"; then
		check_no_vm
	elif [ -n "$reload" ]; then
		die "--reload is for the running kernel, $(running_kernel)"
	fi
	check_secure_boot
	check_packages
	# Headers that have only now come say which version they are.
	check_version
	check_lttng
}

# lttng-modules' source with our patches. Where it is not there, Debian's package is taken apart,
# not installed: installing it fails wherever its own build does, and leaves apt broken.
stage_lttng() {
	local out=$1 dir=$root/usr/src patches=host-kvm/lttng/patches

	compgen -G "$work/lttng/usr/src/lttng-modules-*/" >/dev/null && dir=$work/lttng/usr/src
	if ! compgen -G "$dir/lttng-modules-*/" >/dev/null; then
		if diff -rq "$source/$patches" "$out/$patches" >/dev/null 2>&1; then
			cp -r "$source/lttng-modules" "$out/"
			return
		fi
		say FETCH "lttng-modules' source (from lttng-modules-dkms, which is not installed)"
		"$TOP/scripts/fetch.sh" "$work/lttng" lttng-modules-dkms ||
			die "no source of lttng-modules" "apt-get update, or without a network:" \
				"unpack it as /usr/src/lttng-modules-VERSION"
		dir=$work/lttng/usr/src
	fi
	"$out/host-kvm/prepare-lttng.sh" "$dir" "$out/host-kvm/lttng" "$out/lttng-modules" full
}

make_conf() {
	local series
	series=$(target_series | sed 's/\./\\\\./g' | paste -sd '|')
	sed "s/@VERSION@/$version/; s/@SERIES@/$series/" "$here/dkms.conf.in"
}

# Everything a build needs except the kernel's own source and headers, as it will be in /usr/src.
stage() {
	local out=$1

	mkdir -p "$out/host-kvm"
	cp -r "$TOP/VERSION" "$TOP/libhypercall" "$out/"
	cp -r "$TOP"/host-kvm/{module,lttng,patches,targets,install} "$TOP"/host-kvm/prepare-*.sh \
		"$out/host-kvm/"
	find "$out" \( -name '*.o' -o -name '*.ko' -o -name '*.cmd' -o -name '*.mod*' \) -delete
	make_conf >"$out/dkms.conf"
	stage_lttng "$out"
	chmod -R u=rwX,go=rX "$out"
}

is_up_to_date() {
	is_installed hypertrace "$version" "$kernel" && diff -rq "$1" "$source" >/dev/null 2>&1
}

# Leaves nothing in DKMS that would fail again with every new kernel.
build_failed() {
	local make_log=$root/var/lib/dkms/hypertrace/$version/build/make.log

	[ ! -e "$make_log" ] || cat "$make_log" >>"$log"
	grep -E '^(dkms-build|prepare-kvm.sh): |error:|^Error' "$log" | head -n 10 >&2 || true
	forget hypertrace "$version"
	die "$1; all of it is in $log" "nothing was left behind: the stock modules stay in use"
}

build() {
	say BUILD "kvm kvm-intel kvm-amd kvm-hypertrace lttng-modules (minutes; log: $log)"
	run_dkms add "hypertrace/$version" >>"$log" 2>&1 || build_failed "dkms add failed"
	run_dkms build "hypertrace/$version" -k "$kernel" >>"$log" 2>&1 ||
		build_failed "the build failed"
}

install_built() {
	local old

	for old in $(dkms_versions hypertrace); do
		[ "$old" = "$version" ] || forget hypertrace "$old"
	done
	say INSTALL "/lib/modules/$kernel/updates/dkms"
	# By force: DKMS would leave out modules whose version number is not above the stock one's.
	run_dkms install "hypertrace/$version" -k "$kernel" --force >>"$log" 2>&1 ||
		build_failed "the installation failed"
	depmod_sysroot "$kernel"
	update_initramfs_of "$kernel"
}

find_installed() {
	find "$root/lib/modules/$kernel/updates/dkms" -name '*.ko*'
}

# KVM is found by name: ask what a modprobe would load.
check_result() {
	local file
	file=$(modinfo ${root:+-b "$root"} -k "$kernel" -F filename kvm) || file=none
	[[ $file == */updates/dkms/* ]] ||
		die "modprobe kvm would load $file instead of ours" \
			"look for 'search' and 'override' lines in /etc/depmod.d"
}

main() {
	version=$(cat "$TOP/VERSION")
	kernel=${KERNEL:-$(running_kernel)}
	KDIR=$(headers_of "$kernel")
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	source=$root/usr/src/hypertrace-$version
	yes='' reload=''
	parse "$@"
	check
	if [ -n "$dry_run" ]; then
		note "would put the sources into ${source#"$root"}," \
			"and with dkms add, build (minutes) and install them for $kernel"
		exit 0
	fi
	stage "$work/source"
	if is_up_to_date "$work/source"; then
		say INSTALLED "hypertrace $version for $kernel, nothing to do"
	else
		log=$root/var/log/hypertrace-install.log
		mkdir -p "${log%/*}" && : >"$log"
		forget hypertrace "$version"
		say SOURCE "${source#"$root"}"
		mv "$work/source" "$source"
		build
		install_built
		check_result
		say INSTALLED "$(find_installed | wc -l) modules for $kernel"
	fi
	finish
}

finish() {
	if [ -n "$reload" ]; then
		reload_kvm hooked
		note "Next: hypertrace doctor"
	elif is_running "$kernel"; then
		say NEXT "stop all VMs, then put the new KVM in the place of the loaded one:"
		note "  $(reload_commands hooked | paste -sd ';' | sed 's/;/; /g')" \
			"or run this again with --reload, or reboot and: modprobe kvm-hypertrace." \
			"hypertrace doctor tells what is missing."
	else
		say NEXT "boot $kernel and: modprobe kvm-hypertrace"
	fi
	[ ! -d "$root/sys/module/lttng_tracer" ] || note \
		"LTTng's modules are loaded: restart lttng-sessiond to change to the new ones."
}

main "$@"
