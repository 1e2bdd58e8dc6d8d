// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes a shutdown slow: a reboot notifier that sleeps 1 s, as the md driver's does, and a
 * device whose driver sleeps 300 ms when it is shut down. Two more that do not sleep.
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/reboot.h>

static int slow_notifier(struct notifier_block *nb, unsigned long action, void *data)
{
	usleep_range(1000000, 1000100);
	return NOTIFY_DONE;
}

static int quick_notifier(struct notifier_block *nb, unsigned long action, void *data)
{
	return NOTIFY_DONE;
}

static void slow_shutdown(struct platform_device *dev)
{
	usleep_range(300000, 300100);
}

static int probe(struct platform_device *dev)
{
	return 0;
}

static struct notifier_block slow_nb = { .notifier_call = slow_notifier };
static struct notifier_block quick_nb = { .notifier_call = quick_notifier, .priority = 1 };
static struct platform_device *device;

static struct platform_driver driver = {
	.probe = probe,
	.shutdown = slow_shutdown,
	.driver.name = "ht-test-slow",
};

static int __init ht_test_power_init(void)
{
	int ret = platform_driver_register(&driver);

	if (ret)
		return ret;
	device = platform_device_register_simple("ht-test-slow", 7, NULL, 0);
	if (IS_ERR(device)) {
		platform_driver_unregister(&driver);
		return PTR_ERR(device);
	}
	register_reboot_notifier(&slow_nb);
	register_reboot_notifier(&quick_nb);
	return 0;
}

static void __exit ht_test_power_exit(void)
{
	unregister_reboot_notifier(&quick_nb);
	unregister_reboot_notifier(&slow_nb);
	platform_device_unregister(device);
	platform_driver_unregister(&driver);
}

module_init(ht_test_power_init);
module_exit(ht_test_power_exit);
MODULE_DESCRIPTION("hypertrace test: a slow shutdown");
MODULE_LICENSE("GPL");
