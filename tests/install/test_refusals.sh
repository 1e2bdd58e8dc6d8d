# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
#
# What an installation refuses, and that it tells what to do. None of these may change anything.

refuses() {
	gives "$1" 1 "$2" install_host
	holds "$1: nothing was changed" untouched
}

untouched() {
	! compgen -G "$HT_SYSROOT/usr/src/hypertrace-*" && [ ! -s "$notes" ] &&
		! compgen -G "$HT_SYSROOT/var/lib/dkms/hypertrace*"
}

gives "--help" 0 '^Example' install_host --help
gives "unknown option" 2 "unknown option '--frobnicate'" install_host --frobnicate
gives "uninstall: --help" 0 '^Example' uninstall_host --help
gives "uninstall: unknown option" 2 "unknown option 'x'" uninstall_host x

new_machine
gives "not root" 1 'only root' env PATH="$bin:$PATH" setpriv --reuid=65534 --regid=65534 --clear-groups \
	"$tree/host-kvm/install/install-host.sh"
gives "uninstall: not root" 1 'only root' env PATH="$bin:$PATH" setpriv --reuid=65534 --regid=65534 \
	--clear-groups "$tree/host-kvm/install/uninstall-host.sh"
gives "--dry-run" 0 'would put the sources into /usr/src/hypertrace-' install_host --dry-run
holds "--dry-run changes nothing" untouched

mkdir -p "$HT_SYSROOT/proc/4711/fd" "$HT_SYSROOT/proc/4712/fd"
echo qemu-system-x86 >"$HT_SYSROOT/proc/4711/comm"
ln -s anon_inode:kvm-vm "$HT_SYSROOT/proc/4711/fd/9"
ln -s /dev/null "$HT_SYSROOT/proc/4712/fd/0"
refuses "a VM runs" '4711 (qemu-system-x86)'
verdict "others are not named" "$(grep 4712 "$tmp/out")"
ln -sf /dev/kvm "$HT_SYSROOT/proc/4711/fd/9"
refuses "/dev/kvm is open" '4711 (qemu-system-x86)'
gives "uninstall --reload while a VM runs" 1 '4711' uninstall_host --reload
rm -r "$HT_SYSROOT/proc/4711"
put sys/module/kvm_intel/refcnt '1\n'
refuses "a VM that cannot be seen" 'kvm_intel is in use'

new_machine
KERNEL=6.0.0-1-amd64 gives "kernel is not installed" 1 'no kernel 6.0.0-1-amd64 is installed' install_host
mkdir -p "$HT_SYSROOT/lib/modules/5.10.0-30-amd64"
KERNEL=5.10.0-30-amd64 gives "unknown series" 1 'series 5.10 .*there are patches for .*6\.1' install_host
KERNEL=5.10.0-30-amd64 refuses "unknown series, again" 'series 5.10'
mkdir -p "$HT_SYSROOT/lib/modules/6.1.0-98-amd64"
KERNEL=6.1.0-98-amd64 gives "--reload of another kernel" 1 'for the running kernel' install_host --reload
KERNEL=6.1.0-98-amd64 gives "no headers" 1 'apt-get install linux-headers-6.1.0-98-amd64' install_host

new_machine
put "lib/modules/$kernel/build/include/generated/package.h" '#define LINUX_PACKAGE_ID ""\n'
refuses "not a kernel of Debian's" 'not a kernel of Debian'
new_machine
put "lib/modules/$kernel/build/include/generated/package.h" \
	'#define LINUX_PACKAGE_ID " Debian 6.1.1000-1"\n'
refuses "reboot is due" 'headers are of 6.1.1000-1, but the running kernel is 6.1.999-1'

new_machine
no_package linux-source-6.1
refuses "no kernel source" "^  apt-get install linux-source-6.1=$kernel_version\$"
no_package dkms
refuses "several packages, one command" "^  apt-get install dkms linux-source-6.1=$kernel_version\$"
new_machine
no_package linux-source-6.1
package linux-source-6.1 6.1.100-1
refuses "source of another version" 'linux-source-6.1 is 6.1.100-1, the kernel is 6.1.999-1'
says "source of another version: what to do" "^  apt-get install linux-source-6.1=$kernel_version\$"
new_machine
rm "$HT_SYSROOT/usr/src/linux-source-6.1.tar.xz"
refuses "source archive deleted" 'apt-get install --reinstall linux-source-6.1'
new_machine
rm -r "$HT_SYSROOT"/usr/src/lttng-modules-*
refuses "no lttng-modules, no network" 'no source of lttng-modules'

new_machine
package lttng-modules-dkms 2.13.9-1 half-configured
refuses "Debian's lttng-modules-dkms" '^  apt-get install lttng-modules-dkms-$'
new_machine
put "lib/modules/$kernel/extra/lttng-tracer.ko" ''
refuses "lttng-modules by hand" "installed by hand: /lib/modules/$kernel/extra/lttng-tracer.ko"

new_machine
put sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c '\006\0\0\0\0'
gives "Secure Boot off" 0 'would put' install_host --dry-run
put sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c '\006\0\0\0\001'
refuses "Secure Boot on" 'mokutil --import /var/lib/dkms/mok.pub'
says "Secure Boot on: the reason" 'Secure Boot is on: modules load only with a signature'
put var/lib/dkms/mok.pub 'key'
refuses "Secure Boot on, key not enrolled" 'no key is enrolled'
sed -i 's/not enrolled/already enrolled/' "$bin/mokutil"
gives "Secure Boot on, key enrolled" 0 'DKMS signs with a key that is enrolled' install_host --dry-run
sed -i 's/already enrolled/not enrolled/' "$bin/mokutil"
new_machine
put sys/kernel/security/lockdown 'none [integrity] confidentiality\n'
refuses "lockdown" 'the kernel is locked down'
put sys/kernel/security/lockdown '[none] integrity confidentiality\n'
gives "no lockdown" 0 'would put' install_host --dry-run
put sys/module/module/parameters/sig_enforce 'Y\n'
refuses "module.sig_enforce" 'enforce module signatures'
