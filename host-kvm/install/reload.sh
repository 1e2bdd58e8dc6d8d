# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# shellcheck disable=SC2154 # root is lib.sh's
#
# From the KVM that is loaded to the one that is installed. Never by force: modprobe refuses while
# anything uses a module, and that is right.

kvm_vendor() {
	if [ -d "$root/sys/module/kvm_amd" ]; then
		echo kvm_amd
	elif [ -d "$root/sys/module/kvm_intel" ] || ! grep -qws svm "$root/proc/cpuinfo"; then
		echo kvm_intel
	else
		echo kvm_amd
	fi
}

# One command a line, to the KVM that is "hooked" or "stock".
reload_commands() {
	local vendor

	vendor=$(kvm_vendor)
	# Not modprobe: it does not know a module whose file is gone.
	[ ! -d "$root/sys/module/kvm_hypertrace" ] || echo "rmmod kvm_hypertrace"
	[ ! -d "$root/sys/module/kvm" ] || echo "modprobe -r $vendor kvm"
	echo "modprobe $vendor"
	[ "$1" = stock ] || echo "modprobe kvm_hypertrace"
}

reload_kvm() {
	local command

	check_no_vm
	reload_commands "$1" | while read -r command; do
		say RELOAD "$command"
		# shellcheck disable=SC2086 # words of our own
		run $command </dev/null || die "failed: $command" \
			"dmesg | tail says why; the commands are: $(reload_commands "$1" | paste -sd ';')"
	done
}
