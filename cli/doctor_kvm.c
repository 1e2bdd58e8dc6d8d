// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a host of traced VMs needs: virtualization, a KVM with hypertrace's hooks, our module in
 * it, and a word from the administrator.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "checkup.h"
#include "modules.h"
#include "sysroot.h"

#define KVM_HOOK "kvm_hypertrace_register"
#define ALLOW "/sys/module/kvm_hypertrace/parameters/allow"
#define LOAD_PROBES                                                                                \
	"sudo modprobe -a lttng-probe-hypertrace lttng-probe-hypertrace-packed, or start "         \
	"lttng-sessiond with --extra-kmod-probes=hypertrace,hypertrace-packed"

static const char *cpu_vendor_module(void)
{
	if (ht_sys_has_word("/proc/cpuinfo", "vmx", NULL, 0))
		return "kvm_intel";
	if (ht_sys_has_word("/proc/cpuinfo", "svm", NULL, 0))
		return "kvm_amd";
	return NULL;
}

static void check_cpu(struct ht_checkup *checkup, const char *vendor)
{
	struct ht_check *check;

	if (vendor) {
		ht_checkup_add(checkup, HT_OK, "virtualization", "%s",
			       !strcmp(vendor, "kvm_intel") ? "Intel VT-x (vmx)" : "AMD-V (svm)");
		return;
	}
	check = ht_checkup_add(checkup, HT_FAIL, "virtualization",
			       "the CPU shows neither vmx nor svm");
	ht_check_hint(check,
		      "turn it on in the firmware, or nested virtualization in the outer host; "
		      "'make demo' runs on an emulated host");
}

static void check_dev(struct ht_checkup *checkup, const char *vendor)
{
	int ret = ht_sys_access("/dev/kvm", R_OK | W_OK);
	struct ht_check *check;

	if (!ret) {
		ht_checkup_add(checkup, HT_OK, "/dev/kvm", "usable");
		return;
	}
	check = ht_checkup_add(checkup, HT_FAIL, "/dev/kvm", "%s",
			       ret == -ENOENT ? "missing" : strerror(-ret));
	if (ret == -ENOENT)
		ht_check_hint(check, "sudo modprobe %s", vendor ? vendor : "kvm_intel, or kvm_amd");
	else
		ht_check_hint(check, "join the group kvm: sudo usermod -aG kvm $USER, then log in "
				     "again");
}

static bool check_modules(struct ht_checkup *checkup, const char *vendor)
{
	char version[HT_MODULE_VERSION];
	struct ht_check *check;
	bool kvm = ht_module_loaded("kvm", version);
	const char *half = ht_module_loaded("kvm_intel", version) ? "kvm_intel" :
			   ht_module_loaded("kvm_amd", version)	  ? "kvm_amd" :
								    NULL;

	if (kvm && half) {
		ht_checkup_add(checkup, HT_OK, "KVM", "kvm and %s are loaded", half);
		return true;
	}
	check = ht_checkup_add(checkup, HT_FAIL, "KVM", "%s",
			       kvm ? "kvm is loaded, but neither kvm_intel nor kvm_amd" :
				     "not loaded");
	ht_check_hint(check, "sudo modprobe %s", vendor ? vendor : "kvm_intel, or kvm_amd");
	return kvm;
}

static void check_hooks(struct ht_checkup *checkup, bool kvm, const char *vendor)
{
	char version[HT_MODULE_VERSION];
	bool on_disk = ht_module_on_disk("kvm", version);
	struct ht_check *check;

	if (ht_sys_has_word("/proc/kallsyms", KVM_HOOK, NULL, 0)) {
		ht_checkup_add(checkup, HT_OK, "KVM's hooks", "this KVM calls hypertrace");
		return;
	}
	check = ht_checkup_add(checkup, HT_FAIL, "KVM's hooks", "%s%s",
			       kvm ? "the loaded KVM is a stock one" : "KVM is not loaded",
			       on_disk ? "; one with hooks may be installed for this kernel" :
					 "; none with hooks is installed for this kernel");
	if (on_disk)
		ht_check_hint(check,
			      "stop all VMs, then: sudo modprobe -r %s kvm; sudo modprobe %s",
			      vendor ? vendor : "kvm_intel", vendor ? vendor : "kvm_intel");
	else
		ht_check_hint(check, "in hypertrace's source: sudo make install-host "
				     "(docs/install.md)");
}

static void warn_version(struct ht_checkup *checkup, const char *what, const char *version)
{
	struct ht_check *check;

	if (!*version || !strcmp(version, HT_VERSION))
		return;
	check = ht_checkup_add(checkup, HT_WARN, what, "version %s, this command is %s", version,
			       HT_VERSION);
	ht_check_hint(check, "install all parts of hypertrace in one version");
}

static const char *or_unknown(const char *version)
{
	return *version ? version : "unknown";
}

/* One of our modules: loaded, or at least there. Returns true if it is loaded. */
static bool check_ours(struct ht_checkup *checkup, const char *what, const char *name,
		       const char *load)
{
	char version[HT_MODULE_VERSION];
	struct ht_check *check;

	if (ht_module_loaded(name, version)) {
		ht_checkup_add(checkup, HT_OK, what, "loaded, version %s", or_unknown(version));
		warn_version(checkup, what, version);
		return true;
	}
	if (ht_module_on_disk(name, version)) {
		check = ht_checkup_add(checkup, HT_WARN, what,
				       "installed for this kernel, version %s, but not loaded",
				       or_unknown(version));
		ht_check_hint(check, "%s", load);
		warn_version(checkup, what, version);
		return false;
	}
	check = ht_checkup_add(checkup, HT_FAIL, what, "not installed for this kernel");
	ht_check_hint(check, "in hypertrace's source: sudo make install-host (docs/install.md)");
	return false;
}

static void check_allow(struct ht_checkup *checkup)
{
	char allow[128];
	ssize_t len = ht_sys_line(allow, sizeof(allow), ALLOW);
	struct ht_check *check;

	if (len < 0) {
		check = ht_checkup_add(checkup, HT_INFO, "allowed VMs", "cannot be read: %s",
				       strerror((int)-len));
		ht_check_hint(check, "ask again as root: sudo hypertrace doctor");
	} else if (!len || !strcmp(allow, "none")) {
		check = ht_checkup_add(checkup, HT_WARN, "allowed VMs", "none");
		ht_check_hint(check, "before a VM starts: echo all | sudo tee " ALLOW
				     " (or the process ids of VMMs)");
	} else if (!strcmp(allow, "all")) {
		ht_checkup_add(checkup, HT_OK, "allowed VMs", "all");
	} else {
		ht_checkup_add(checkup, HT_OK, "allowed VMs", "those of process %s", allow);
	}
}

/**
 * ht_doctor_kvm() - look at the host's side
 * @checkup: gets the checks
 */
void ht_doctor_kvm(struct ht_checkup *checkup)
{
	const char *vendor = cpu_vendor_module();
	bool kvm;

	check_cpu(checkup, vendor);
	check_dev(checkup, vendor);
	kvm = check_modules(checkup, vendor);
	check_hooks(checkup, kvm, vendor);
	if (check_ours(checkup, "kvm-hypertrace", "kvm_hypertrace", "sudo modprobe kvm-hypertrace"))
		check_allow(checkup);
	check_ours(checkup, "LTTng's probe", "lttng_probe_hypertrace", LOAD_PROBES);
	check_ours(checkup, "packed probe", "lttng_probe_hypertrace_packed", LOAD_PROBES);
}
