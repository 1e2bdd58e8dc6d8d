# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
#
# hypertrace doctor, on fake machines. Part of run.sh.

version=$(cat "$here/../../VERSION")
release=6.1.0-0-fake
secure_boot=sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c

# put PATH TEXT: a file of the machine
put() {
	mkdir -p "$(dirname "$HT_SYSROOT/$1")"
	printf '%b' "$2" >"$HT_SYSROOT/$1"
}

program() {
	put "usr/bin/$1" ''
	chmod 755 "$HT_SYSROOT/usr/bin/$1"
}

module_file() {
	put "lib/modules/$release/updates/dkms/$1" "\\0license=GPL\\0version=$2\\0depends=\\0"
}

# A machine with nothing at all, and one that has everything.
new_machine() {
	export HT_SYSROOT=$tmp/machine
	rm -rf "$HT_SYSROOT"
	put proc/sys/kernel/osrelease "$release\n"
	put proc/cpuinfo 'flags\t\t: fpu vme de\n'
	put proc/modules ''
	put proc/kallsyms ''
}

good_machine() {
	new_machine
	put proc/cpuinfo 'flags\t\t: fpu vmx de\n'
	put dev/kvm ''
	put proc/modules 'kvm_intel 1 0 - Live 0x0\nkvm 1 1 kvm_intel, Live 0x0\n'
	put proc/kallsyms '0 T kvm_init\t[kvm]\n0 T kvm_hypertrace_register\t[kvm]\n'
	put sys/module/kvm_hypertrace/version "$version\n"
	put sys/module/kvm_hypertrace/parameters/allow 'all\n'
	module_file lttng-tracer.ko 2.13.9
	put sys/module/lttng_probe_hypertrace/version "$version\n"
	put sys/module/lttng_probe_hypertrace_packed/version "$version\n"
	for name in lttng lttng-sessiond babeltrace2; do
		program $name
	done
	put proc/77/comm 'lttng-sessiond\n'
	put etc/group "tracing:x:$(id -g):\n"
	mkdir -p "$HT_SYSROOT/sys/firmware/efi"
	put $secure_boot '\006\0\0\0\0'
	put sys/kernel/security/lockdown '[none] integrity confidentiality\n'
}

# finds NAME STATUS PATTERN: the doctor's exit status, and a line of its output
finds() {
	run doctor
	problem=''
	[ "$status" = "$2" ] || problem="exit status $status;"
	[ -s "$tmp/err" ] && problem="$problem something on stderr;"
	grep -q -- "$3" "$tmp/out" || problem="$problem no '$3'"
	verdict "$1" "$problem"
}

# Who runs the tests is no part of the fake machine.
golden_doctor() {
	run doctor
	sed -i -e '/^.... *rights /d' -e '/^  *use sudo/d' "$tmp/out"
	problem=''
	[ "$status" = "$3" ] || problem="exit status $status;"
	same_as_golden "$2" "$tmp/out" || problem="$problem output differs from golden/$2"
	verdict "$1" "$problem"
}

good_machine
finds "a machine with everything" 0 'Everything is there'
golden_doctor "a machine with everything, in full" doctor_good.txt 0
run doctor --json
json "the doctor's JSON" 'd["schema"] == "hypertrace.doctor/1" and
	all(c["status"] in ("ok", "info") for c in d["checks"])'
new_machine
golden_doctor "a machine with nothing, in full" doctor_bare.txt 1
run doctor --json
json "whatever is not right has a hint" 'all(c["hint"] for c in d["checks"] if c["status"] in
	("warn", "fail"))'

good_machine
put proc/cpuinfo 'flags\t\t: fpu svm npt\n'
put proc/modules 'kvm_amd 1 0 - Live 0x0\nkvm 1 1 kvm_amd, Live 0x0\n'
finds "AMD" 0 'ok .*AMD-V'
put proc/cpuinfo 'flags\t\t: fpu vmxnot\n'
finds "a flag that only looks like vmx" 1 'FAIL  virtualization'

good_machine
rm "$HT_SYSROOT/dev/kvm"
finds "no /dev/kvm" 1 'FAIL  /dev/kvm *missing'
good_machine
put proc/modules ''
finds "no KVM" 1 'FAIL  KVM  *not loaded'
good_machine
put proc/modules 'kvm 1 1 - Live 0x0\n'
finds "half a KVM" 1 'FAIL  KVM .*neither'
good_machine
put proc/kallsyms '0 T kvm_hypertrace_register_not\t[kvm]\n'
finds "a stock KVM" 1 "FAIL  KVM's hooks .*stock one; none"
module_file kvm.ko ''
finds "a stock KVM while ours is installed" 1 'modprobe -r kvm_intel kvm'

good_machine
rm -r "$HT_SYSROOT/sys/module/kvm_hypertrace"
finds "our module is not there" 1 'FAIL  kvm-hypertrace *not installed'
module_file kvm-hypertrace.ko "$version"
finds "our module is not loaded" 0 "warn  kvm-hypertrace .*version $version, but not loaded"
rm -r "$HT_SYSROOT/lib/modules/$release/updates"
put "lib/modules/$release/extra/kvm-hypertrace.ko.zst" ''
put "lib/modules/$release/extra/lttng-tracer.ko.xz" ''
finds "compressed modules" 0 'warn  kvm-hypertrace .*version unknown, but not loaded'
good_machine
put sys/module/kvm_hypertrace/version '9.9.9\n'
finds "another version" 0 'warn  kvm-hypertrace .*version 9.9.9'
good_machine
put sys/module/kvm_hypertrace/parameters/allow 'none\n'
finds "no VM is allowed" 0 'warn  allowed VMs *none'
put sys/module/kvm_hypertrace/parameters/allow '4242,4343\n'
finds "some VMs are allowed" 0 'ok .*allowed VMs *those of process 4242,4343'
rm "$HT_SYSROOT/sys/module/kvm_hypertrace/parameters/allow"
finds "who is allowed cannot be read" 0 'info  allowed VMs *cannot be read'
good_machine
rm -r "$HT_SYSROOT/sys/module/lttng_probe_hypertrace"
finds "no probe" 1 "FAIL  LTTng's probe *not installed"
module_file lttng-probe-hypertrace.ko "$version"
finds "a probe that is not loaded" 0 "warn  LTTng's probe .*not loaded"
good_machine
rm -r "$HT_SYSROOT/sys/module/lttng_probe_hypertrace_packed"
finds "no probe for packed records" 1 'FAIL  packed probe *not installed'

good_machine
rm -r "$HT_SYSROOT/lib/modules/$release/updates"
finds "no lttng-modules" 1 'FAIL  lttng-modules'
put proc/modules "$(cat "$HT_SYSROOT/proc/modules")\nlttng_tracer 1 0 - Live 0x0\n"
finds "lttng-modules are loaded" 0 'ok .*lttng-modules *loaded'
rm "$HT_SYSROOT/usr/bin/lttng-sessiond"
finds "no session daemon" 1 'FAIL  lttng-tools *lttng-sessiond not found'
good_machine
put proc/77/comm 'lttng-relayd\n'
finds "no session daemon runs" 0 'warn  lttng-sessiond *not running'
rm "$HT_SYSROOT/usr/bin/babeltrace2"
finds "no babeltrace2" 0 'warn  babeltrace2'

good_machine
put $secure_boot '\006\0\0\0\001'
finds "Secure Boot is on" 0 'warn  Secure Boot *on'
put $secure_boot '\006\0'
finds "Secure Boot cannot be read" 0 'info  Secure Boot'
rm -r "$HT_SYSROOT/sys/firmware"
finds "no EFI" 0 'ok .*Secure Boot *none'
put sys/kernel/security/lockdown 'none [integrity] confidentiality\n'
finds "the kernel is locked down" 0 'warn  kernel lockdown *integrity'
rm "$HT_SYSROOT/sys/kernel/security/lockdown"
finds "no lockdown" 0 'info  kernel lockdown'

new_machine
put cpuid '1 0 0 80000000 0\n4ffffff0 4ffffff1 65707948 61727472 4d566563\n4ffffff1 10000 1 3 0\n'
finds "a guest needs nothing of a host" 0 'ok .*guest of hypertrace .*VM 3, .*ABI 1.0'
golden_doctor "a guest, in full" doctor_guest.txt 0
put cpuid '1 0 0 80000000 0\n4ffffff0 4ffffff1 65707948 61727472 4d566563\n4ffffff1 20001 1 3 0\n'
finds "a host of another ABI" 1 'FAIL  guest of hypertrace *the host speaks ABI 2.1'
put cpuid '1 0 0 0 0\n4ffffff0 4ffffff1 65707948 61727472 4d566563\n4ffffff1 10000 1 3 0\n'
finds "no hypervisor: its leaves mean nothing" 1 'info  guest of hypertrace *no'

good_machine
if as_nobody "$HYPERTRACE" --version >/dev/null 2>&1; then
	put etc/group 'tracing:x:1:\n'
	chmod 600 "$HT_SYSROOT/dev/kvm"
	[ "$(id -u)" = 0 ] || chmod 0 "$HT_SYSROOT/dev/kvm"
	as_nobody "$HYPERTRACE" doctor >"$tmp/out" 2>"$tmp/err"
	verdict "/dev/kvm that may not be used fails" "$([ $? = 1 ] || echo 'exit status is not 1')"
	has "/dev/kvm that may not be used" 'FAIL  /dev/kvm *Permission denied'
	has "a user without rights" 'warn  rights'
else
	skip "/dev/kvm that may not be used" "the command cannot be run as another user"
fi
unset HT_SYSROOT
run doctor
verdict "this machine can be looked at" "$([ "$status" -le 1 ] || echo "exit status $status")"
