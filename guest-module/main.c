// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace_guest: the guest's half.
 *
 *	kernel tracepoint ─► probe ─► (libhypercall: record) ─► transport.c ═══ vmcall, or a ring
 *
 * As a module it starts when it is loaded. Built in, and asked to by "hypertrace" on the kernel
 * command line, it starts at the one place that lies before every initcall and after the allocator
 * that code outside the core kernel can reach: the platform's interrupt initialisation.
 */
#include <linux/init.h>
#include <linux/kmsg_dump.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/utsname.h>
#include <linux/workqueue.h>

#include <asm/x86_init.h>

#include "class.h"
#include "panic.h"
#include "power.h"
#include "sysfs.h"
#include "transport.h"
#include "user.h"

static struct ht_host host;
static bool started;

static void send_start(u32 start_flags)
{
	const char *release = init_uts_ns.name.release;
	struct ht_text text = { .s = release, .len = strlen(release) };
	union ht_record *rec = ht_slot_get();

	if (rec)
		ht_slot_send(ht_record_guest_start(rec, start_flags, nr_cpu_ids, text));
}

static void send_stop(void)
{
	struct ht_transport_stats stats;
	union ht_record *rec;

	ht_transport_stats(&stats);
	rec = ht_slot_get();
	if (rec)
		ht_slot_send(ht_record_guest_stop(rec, stats.emitted + 1, stats.lost));
}

/* How soon the host's wishes are heard, and a batch that does not fill up is sent. */
#define HT_POLL_MS 200

static void poll(struct work_struct *work);
static DECLARE_DEFERRABLE_WORK(poll_work, poll);

static void poll(struct work_struct *work)
{
	struct ht_transport_stats stats;

	ht_transport_poll();
	ht_classes_poll();
	ht_transport_stats(&stats); /* widens the counters before they wrap */
	schedule_delayed_work(&poll_work, msecs_to_jiffies(HT_POLL_MS));
}

static void guest_stop(void)
{
	cancel_delayed_work_sync(&poll_work);
	ht_panic_exit();
	ht_classes_exit();
	send_stop();
	ht_transport_close();
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
	ht_panic_init();
	ret = ht_transport_open();
	if (!ret)
		ret = ht_classes_boot(start_flags & HT_START_EARLY, own);
	started = !ret;
	if (ret)
		guest_stop();
	return ret;
}

/* After every other notifier: nothing of ours shall run on its own any more. */
static int on_last_notifier(struct notifier_block *nb, unsigned long action, void *data)
{
	ht_power_devices();
	cancel_delayed_work_sync(&poll_work);
	return NOTIFY_DONE;
}

static struct notifier_block last_nb = {
	.notifier_call = on_last_notifier,
	.priority = INT_MIN,
};

/* And before them: they are about to be watched. */
static int on_first_notifier(struct notifier_block *nb, unsigned long action, void *command)
{
	ht_power_begin(nb, &last_nb, action, command);
	return NOTIFY_DONE;
}

static struct notifier_block first_nb = {
	.notifier_call = on_first_notifier,
	.priority = INT_MAX,
};

/*
 * The kernel's log is saved when devices and core are down, right before the machine goes. Other
 * CPUs may be there still, and nothing may sleep.
 */
static void last_words(struct kmsg_dumper *dumper, enum kmsg_dump_reason reason)
{
	if (reason == KMSG_DUMP_EMERG) /* sysrq-b: there was no shutdown */
		ht_transport_flush();
	if (reason != KMSG_DUMP_SHUTDOWN)
		return;
	ht_transport_settle();
	send_stop();
	ht_transport_forget();
}

static struct kmsg_dumper dumper = {
	.dump = last_words,
	.max_reason = KMSG_DUMP_SHUTDOWN,
};

static void watch_end(void)
{
	register_reboot_notifier(&first_nb);
	register_reboot_notifier(&last_nb);
	kmsg_dump_register(&dumper);
}

static void unwatch_end(void)
{
	kmsg_dump_unregister(&dumper);
	unregister_reboot_notifier(&last_nb);
	unregister_reboot_notifier(&first_nb);
}

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
	ret = ht_user_init();
	if (ret)
		goto err_stop;
	ret = ht_sysfs_init(&host);
	if (ret)
		goto err_user_exit;
	watch_end();
	ht_classes_init();
	schedule_delayed_work(&poll_work, msecs_to_jiffies(HT_POLL_MS));
	pr_info("hypertrace: this is VM %u of its host\n", host.vm_id);
	return 0;

err_user_exit:
	ht_user_exit();
err_stop:
	guest_stop();
	ht_transport_free();
err_complain:
	complain(ret);
	return ret;
}

static void __exit hypertrace_guest_exit(void)
{
	unwatch_end();
	ht_sysfs_exit();
	guest_stop();
	ht_user_exit();
	ht_transport_free();
}

module_init(hypertrace_guest_init);
module_exit(hypertrace_guest_exit);

MODULE_DESCRIPTION("Reports what this kernel does to a hypertrace host");
MODULE_AUTHOR("The hypertrace developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(HT_VERSION);
