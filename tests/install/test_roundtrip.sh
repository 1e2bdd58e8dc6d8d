# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
#
# Install, again, upgrade, uninstall: with the real dkms, but modules that take no time to build.

version=$(cat "$top/VERSION")

# All files with their contents, except what DKMS and depmod keep for themselves.
snapshot() {
	(cd "$HT_SYSROOT" && find . \( -path './var/lib/dkms/mok.*' -o -name 'modules.*' \
		-o -path './var/lib/dkms/dkms_dbversion' \) -prune -o \( -type f -exec sha256sum {} + -o -type d -print -o \
		-type l -printf '%p -> %l\n' \)) | sort
}

files_installed() {
	(cd "$HT_SYSROOT/lib/modules/$kernel/updates/dkms" 2>/dev/null && printf '%s\n' * | sed 's/\.ko.*//') |
		sort | paste -sd ' '
}

state() {
	run_dkms_there status -m hypertrace 2>/dev/null
}

all='kvm kvm-amd kvm-hypertrace kvm-intel lttng-probe-hypertrace lttng-probe-hypertrace-packed lttng-probe-kvm lttng-tracer'

new_machine
mkdir -p "$HT_SYSROOT"/var/log
snapshot >"$tmp/before"
gives "install" 0 "INSTALLED *8 modules for $kernel" install_host
says "says how to reload KVM" '^ *modprobe -r kvm_intel kvm; modprobe kvm_intel; modprobe kvm_hypertrace'
holds "nothing was loaded or unloaded" test ! -s "$notes"
verdict "the modules are those the configuration asks for" \
	"$([ "$(files_installed)" = "$all" ] || files_installed)"
holds "dkms has them as installed" grep -q "hypertrace/$version, $kernel, x86_64: installed" <(state)
holds "dkms.conf is for the known series only" \
	grep -qx "BUILD_EXCLUSIVE_KERNEL=\"^(6\\\\.1)\\\\.\"" "$HT_SYSROOT/usr/src/hypertrace-$version/dkms.conf"
holds "depmod knows them" grep -q '^updates/dkms/kvm.ko' "$HT_SYSROOT/lib/modules/$kernel/modules.dep"

snapshot >"$tmp/installed"
gives "install again" 0 'nothing to do' install_host
snapshot >"$tmp/out"
holds "install again changes nothing" cmp "$tmp/installed" "$tmp/out"

echo '/* changed */' >>"$tree/host-kvm/module/main.c"
gives "install changed sources" 0 'INSTALLED *8 modules' install_host
holds "changed sources are in place" grep -q changed "$HT_SYSROOT/usr/src/hypertrace-$version/host-kvm/module/main.c"
cp "$top/host-kvm/module/main.c" "$tree/host-kvm/module/main.c"

echo 99.0.0 >"$tree/VERSION"
gives "install another version" 0 'INSTALLED *8 modules' install_host
verdict "it takes the old one's place" \
	"$([ "$(state)" = "hypertrace/99.0.0, $kernel, x86_64: installed" ] || state)"
cp "$top/VERSION" "$tree/VERSION"

# DKMS of Debian 12 would let a kernel's package fail for these.
gives "a kernel of another series does not fail" 0 'not built for 6.12.1-1-amd64: there are patches for 6.1' \
	run_dkms_there autoinstall -k 6.12.1-1-amd64
mkdir -p "$HT_SYSROOT/lib/modules/6.1.0-100-test"
cp -r "$HT_SYSROOT/lib/modules/$kernel/build" "$HT_SYSROOT/lib/modules/6.1.0-100-test/"
sed -i 's/6.1.999-1/6.1.1000-1/' "$HT_SYSROOT/lib/modules/6.1.0-100-test/build/include/generated/package.h"
gives "a kernel without its source does not fail" 0 'apt-get install linux-source-6.1=6.1.1000-1' \
	run_dkms_there autoinstall -k 6.1.0-100-test
no_package linux-source-6.1
package linux-source-6.1 6.1.1000-1
gives "a kernel with its source is built for" 0 '' run_dkms_there autoinstall -k 6.1.0-100-test
holds "and has the modules" test -e "$HT_SYSROOT/lib/modules/6.1.0-100-test/updates/dkms/kvm.ko"

gives "uninstall --dry-run" 0 'would run: dkms remove hypertrace/99.0.0 --all' uninstall_host --dry-run
holds "uninstall --dry-run changes nothing" test -e "$HT_SYSROOT/usr/src/hypertrace-99.0.0"
# A running VM is no reason to keep files.
mkdir -p "$HT_SYSROOT/proc/4711/fd"
ln -s anon_inode:kvm-vm "$HT_SYSROOT/proc/4711/fd/9"
gives "uninstall" 0 'REMOVED *hypertrace 99.0.0' uninstall_host
says "says to reload KVM" '^ *modprobe -r kvm_intel kvm; modprobe kvm_intel$'
rm -r "$HT_SYSROOT/proc/4711" "$HT_SYSROOT/lib/modules/6.1.0-100-test"
no_package linux-source-6.1
package linux-source-6.1 "$kernel_version"
snapshot >"$tmp/after"
diff "$tmp/before" "$tmp/after" >"$tmp/out"
holds "the machine is as before" cmp "$tmp/before" "$tmp/after"
holds "depmod forgot them" test -z "$(grep updates/dkms "$HT_SYSROOT/lib/modules/$kernel/modules.dep")"
gives "uninstall again" 0 'nothing to do' uninstall_host

new_machine
snapshot >"$tmp/before"
touch "$HT_SYSROOT/break-the-build"
gives "a build that fails" 1 'told to fail' install_host
says "a build that fails: what is left" 'nothing was left behind'
rm -r "$HT_SYSROOT/break-the-build" "$HT_SYSROOT/var/log"
snapshot >"$tmp/after"
diff "$tmp/before" "$tmp/after" >"$tmp/out"
holds "a build that fails leaves the machine as before" cmp "$tmp/before" "$tmp/after"

new_machine
no_package linux-source-6.1
package lttng-modules-dkms 2.13.9-1 half-configured
gives "--yes changes packages" 0 'INSTALLED *8 modules' install_host --yes
holds "--yes: by one command" grep -qx \
	"apt-get install -y --no-install-recommends linux-source-6.1=$kernel_version lttng-modules-dkms-" "$notes"
put "boot/initrd.img-$kernel" 'kernel/arch/x86/kvm/kvm.ko\n'
mkdir -p "$HT_SYSROOT/sys/module/kvm_hypertrace"
: >"$notes"
gives "--reload" 0 'RELOAD' install_host --reload
verdict "--reload runs the commands in order" "$([ "$(paste -sd ';' "$notes")" = \
	'rmmod kvm_hypertrace;modprobe -r kvm_intel kvm;modprobe kvm_intel;modprobe kvm_hypertrace' ] || told "$notes")"
: >"$notes"
gives "uninstall --reload" 0 'RELOAD' uninstall_host --reload
holds "an initramfs with KVM in it follows" grep -qx "update-initramfs -u -k $kernel" "$notes"

new_machine
put sys/kernel/security/lockdown 'none [integrity] confidentiality\n'
gives "--yes goes on although nothing is signed" 0 'INSTALLED *8 modules' install_host --yes
