// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace_guest: the guest's half.
 *
 *	kernel tracepoint ─► initcall.c ─► (libhypercall: record) ─► transport.c ═══ vmcall
 *
 * As a module it starts when it is loaded. Built in, and asked to by "hypertrace" on the kernel
 * command line, it starts at the one place that lies before every initcall and after the allocator
 * that code outside the core kernel can reach: the platform's interrupt initialisation.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/reboot.h>
#include <linux/utsname.h>

#include <asm/x86_init.h>

#include "initcall.h"
#include "sysfs.h"
#include "transport.h"

static struct ht_host host;
static bool started;

static void send_start(u32 start_flags)
{
	const char *release = init_uts_ns.name.release;
	struct ht_text text = { .s = release, .len = strlen(release) };
	struct ht_slot slot;
	union ht_record *rec = ht_slot_get(&slot);

	if (rec)
		ht_slot_send(&slot, ht_record_guest_start(rec, start_flags, nr_cpu_ids, text), 0);
}

static void send_stop(void)
{
	struct ht_slot slot;
	union ht_record *rec = ht_slot_get(&slot);

	if (rec)
		ht_slot_send(&slot, ht_record_guest_stop(rec), 0);
}

static int guest_start(u32 start_flags, initcall_t own)
{
	int ret = ht_host_detect(&host);

	if (ret)
		return ret;
	if (!(host.features & HT_FEATURE_RECORD))
		return -EOPNOTSUPP;
	ht_transport_init(&host);
	send_start(start_flags);
	ret = ht_initcall_attach(start_flags & HT_START_EARLY, own);
	if (ret)
		send_stop();
	started = !ret;
	return ret;
}

static int stop_on_reboot(struct notifier_block *nb, unsigned long action, void *data)
{
	ht_initcall_detach();
	send_stop();
	return NOTIFY_DONE;
}

/* After every other notifier: what they do is still of interest. */
static struct notifier_block reboot_nb = {
	.notifier_call = stop_on_reboot,
	.priority = INT_MIN,
};

#ifndef MODULE
static bool early_wanted __initdata;
static bool refused __initdata;
static void (*platform_intr_init)(void) __initdata;

static void __init early_intr_init(void)
{
	platform_intr_init();
	if (early_wanted)
		/* A failure is reported later, when it can be read. */
		guest_start(HT_START_EARLY, NULL);
}

/* hypertrace, hypertrace=on, hypertrace=off; the last one counts. */
static int __init early_param_hypertrace(char *arg)
{
	bool on = true;

	if (arg && *arg && kstrtobool(arg, &on))
		return -EINVAL;
	early_wanted = on;
	refused = !on;
	if (!platform_intr_init) {
		platform_intr_init = x86_init.irqs.intr_init;
		x86_init.irqs.intr_init = early_intr_init;
	}
	return 0;
}
early_param("hypertrace", early_param_hypertrace);
#else
static const bool refused;
#endif

static void complain(int error)
{
	switch (error) {
	case -ENODEV:
		pr_warn("hypertrace: no host found (CPUID leaf %#x): load kvm-hypertrace there and allow this VM\n",
			HT_CPUID_BASE);
		break;
	case -EPROTO:
		pr_warn("hypertrace: the host speaks another ABI than %u.x of this module\n",
			HT_ABI_MAJOR);
		break;
	default:
		pr_warn("hypertrace: cannot start: error %d\n", error);
	}
}

static int __init hypertrace_guest_init(void)
{
	int ret = 0;

	if (refused)
		return 0;
	if (!started)
		ret = guest_start(0, hypertrace_guest_init);
	if (ret)
		goto err_complain;
	ret = ht_sysfs_init(&host);
	if (ret)
		goto err_stop;
	register_reboot_notifier(&reboot_nb);
	pr_info("hypertrace: this is VM %u of its host\n", host.vm_id);
	return 0;

err_stop:
	ht_initcall_detach();
	send_stop();
err_complain:
	complain(ret);
	return ret;
}

static void __exit hypertrace_guest_exit(void)
{
	unregister_reboot_notifier(&reboot_nb);
	ht_sysfs_exit();
	ht_initcall_detach();
	send_stop();
}

module_init(hypertrace_guest_init);
module_exit(hypertrace_guest_exit);

MODULE_DESCRIPTION("Reports what this kernel does to a hypertrace host");
MODULE_AUTHOR("The hypertrace developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(HT_VERSION);
