# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What speaks against an installation. Each check either passes, or dies with what to do.
# The variables are those of lib.sh and of the script: kernel, KDIR, yes, work.
# shellcheck disable=SC2154

# Processes that have /dev/kvm open, a VM or a vCPU, as "pid (name)".
kvm_users() {
	local pid

	# Processes that end meanwhile are find's only complaint.
	{
		find "$root"/proc/[0-9]*/fd -maxdepth 1 \
			\( -lname /dev/kvm -o -lname 'anon_inode:kvm-*' \) -printf '%h\n' 2>/dev/null || true
	} | sed 's|.*/proc/\([0-9]*\)/fd$|\1|' | sort -nu |
		while read -r pid; do
			echo "$pid ($(cat "$root/proc/$pid/comm" 2>/dev/null || echo gone))"
		done
}

# References to a module that are not other modules': VMs whose process cannot be seen from here,
# as in a container.
module_references() {
	local dir=$root/sys/module/$1 count

	count=$(cat "$dir/refcnt" 2>/dev/null) || count=0
	echo $((count - $(find "$dir/holders" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l)))
}

check_no_vm() {
	local users module

	users=$(kvm_users)
	[ -z "$users" ] || die "VMs run, or something else uses KVM; shut these processes down:" \
		"${users//$'\n'/$'\n'  }"
	for module in kvm kvm_intel kvm_amd; do
		[ "$(module_references "$module")" -le 0 ] || die \
			"VMs run: $module is in use, by a process that is not visible here" \
			"shut all VMs down first, also those in containers"
	done
}

check_series() {
	series=$(kernel_series "$kernel") || die "'$kernel' does not look like a kernel release"
	[ -n "$(target_field "$series" 1)" ] || die \
		"no patches for kernel series $series ($kernel); $(supported)" \
		"boot such a kernel, or name an installed one: KERNEL=release $0"
}

# Sets kernel_version. Running kernel, headers and source have to be one version: the release does
# not change with every version, and half of KVM may.
check_version() {
	local headers running=''

	headers=$(headers_version "$KDIR")
	is_running "$kernel" && running=$(running_version)
	kernel_version=${running:-$headers}
	[ -n "$headers" ] || ! [ -d "$KDIR/include" ] || die \
		"$kernel is not a kernel of Debian's: the matching source of KVM is unknown" \
		"install linux-image-amd64 and boot it"
	[ -z "$running" ] || [ -z "$headers" ] || [ "$running" = "$headers" ] || die \
		"the headers are of $headers, but the running kernel is $running" \
		"reboot into the kernel that is installed, then run this again"
}

# Sets missing, for apt-get install; a name with a minus behind is to be removed.
find_missing() {
	local source have

	source=$(target_field "$series" 3)
	missing=()
	package_version dkms >/dev/null || missing+=(dkms)
	[ -d "$KDIR/include" ] ||
		missing+=("linux-headers-$kernel${kernel_version:+=$kernel_version}")
	have=$(package_version "$source") || have=none
	if [ "$have" = none ] || [ -n "$kernel_version" ] && [ "$have" != "$kernel_version" ]; then
		[ "$have" = none ] ||
			say MISMATCH "$source is $have, the kernel is $kernel_version: not the same"
		missing+=("$source${kernel_version:+=$kernel_version}")
	elif ! [ -e "$root/usr/src/$source.tar.xz" ]; then
		die "/usr/src/$source.tar.xz is missing, though its package is installed" \
			"apt-get install --reinstall $source"
	fi
	if debians_lttng_is_there; then
		missing+=(lttng-modules-dkms-)
	fi
}

# LTTng's modules from elsewhere. We install the full set, built with our probe: both would be the
# same file names in updates/dkms, and modules of two builds do not load together.
debians_lttng_is_there() {
	package_unpacked lttng-modules-dkms || return 1
	say LTTNG "Debian's lttng-modules-dkms is in the way: its modules take the places of ours."
	note "Ours are the full set, from the same source, and repaired: 2.13.9 does not build" \
		"for late 6.1 kernels such as 6.1.0-56 (hrtimer_start has a new argument)."
}

check_packages() {
	find_missing
	[ ${#missing[@]} -gt 0 ] || return 0
	if [ -z "$yes" ]; then
		die "packages have to change" "apt-get install ${missing[*]}" \
			"(or run this with --yes; if apt has that version no more:" \
			"apt-get update && apt-get dist-upgrade, and reboot)"
	fi
	save_lttng
	say APT "install ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	run apt-get install -y --no-install-recommends "${missing[@]}" ||
		die "apt-get failed; if it has that version no more:" \
			"apt-get update && apt-get dist-upgrade, reboot, and run this again"
}

# Its source goes with the package, and we are about to need it.
save_lttng() {
	[[ " ${missing[*]}" == *" lttng-modules-dkms-"* ]] && [ -z "$dry_run" ] || return 0
	mkdir -p "$work/lttng/usr/src"
	cp -r "$root"/usr/src/lttng-modules-*/ "$work/lttng/usr/src/"
}

secure_boot_is_on() {
	local file
	for file in "$root"/sys/firmware/efi/efivars/SecureBoot-*; do
		# Four bytes of attributes, then the value.
		[ -r "$file" ] && [ "$(od -An -tu1 -j4 -N1 "$file" | tr -d ' ')" = 1 ] && return 0
	done
	return 1
}

# What would keep an unsigned module out, if anything.
signing_reason() {
	local lockdown=$root/sys/kernel/security/lockdown

	if secure_boot_is_on; then
		echo "Secure Boot is on"
	elif [ -r "$lockdown" ] && ! grep -q '\[none\]' "$lockdown"; then
		echo "the kernel is locked down"
	elif grep -qs Y "$root/sys/module/module/parameters/sig_enforce"; then
		echo "the kernel was told to enforce module signatures"
	fi
}

mok_certificate() {
	local file
	file=$(cat "$root/etc/dkms/framework.conf" "$root"/etc/dkms/framework.conf.d/*.conf 2>/dev/null |
		sed -n 's/^ *mok_certificate=["'\'']\{0,1\}\([^"'\'']*\).*/\1/p' | tail -n 1) || true
	echo "$root${file:-/var/lib/dkms/mok.pub}"
}

# Does the firmware already trust the key DKMS signs with?
signing_is_set_up() {
	[ -e "$1" ] && LC_ALL=C mokutil --test-key "$1" 2>/dev/null | grep -q 'already enrolled'
}

check_secure_boot() {
	local reason certificate

	reason=$(signing_reason)
	[ -n "$reason" ] || return 0
	certificate=$(mok_certificate)
	if signing_is_set_up "$certificate"; then
		say SIGNING "$reason, and DKMS signs with a key that is enrolled"
		return 0
	fi
	say SIGNING "$reason: modules load only with a signature the firmware's keys can verify."
	note "DKMS signs what it builds with ${certificate#"$root"} (made by its first build)." \
		"Until that key is enrolled, neither KVM nor hypertrace's modules load. Once:" \
		"  apt-get install mokutil && mokutil --import ${certificate#"$root"}" \
		"  and reboot: the firmware asks for your password. Or turn Secure Boot off."
	[ -n "$yes" ] || [ -n "$dry_run" ] || die "not continued: no key is enrolled" \
		"enroll DKMS's key first, or install now and enroll afterwards: $0 --yes"
}

# The same, but not from Debian's package.
check_lttng() {
	local version found

	! package_unpacked lttng-modules-dkms || return 0 # --dry-run: it would be gone
	version=$(dkms_versions lttng-modules | head -n 1)
	[ -z "$version" ] || die "lttng-modules $version is in DKMS and takes the same places" \
		"dkms remove lttng-modules/$version --all"
	found=$(find "$root/lib/modules/$kernel/" -name 'lttng-tracer.ko*' 2>/dev/null | head -n 1)
	[ -z "$found" ] || [ -n "$(dkms_versions hypertrace)" ] ||
		die "lttng-modules were installed by hand: ${found#"$root"}" \
			"remove them (all lttng-*.ko), then: depmod $kernel"
}
