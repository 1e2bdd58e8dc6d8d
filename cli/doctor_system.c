// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can keep an unsigned kernel module out: Secure Boot, and the kernel's lockdown.
 */
#include <string.h>
#include <unistd.h>

#include "checkup.h"
#include "sysroot.h"

#define SECURE_BOOT "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define LOCKDOWN "/sys/kernel/security/lockdown"

#define SIGN                                                                                       \
	"sign the modules: sudo mokutil --import /var/lib/dkms/mok.pub and reboot, or turn it off"

/* efivarfs puts four bytes of attributes before the value. */
static void check_secure_boot(struct ht_checkup *checkup)
{
	struct ht_check *check;
	char value[8];
	ssize_t len = ht_sys_read(value, sizeof(value), SECURE_BOOT);

	if (len < 0 && ht_sys_access("/sys/firmware/efi", F_OK)) {
		ht_checkup_add(checkup, HT_OK, "Secure Boot", "none: not started through EFI");
	} else if (len < 5) {
		check = ht_checkup_add(checkup, HT_INFO, "Secure Boot", "state cannot be read");
		ht_check_hint(check, "mokutil --sb-state says it, if efivarfs is mounted");
	} else if (value[4]) {
		check = ht_checkup_add(checkup, HT_WARN, "Secure Boot",
				       "on: the kernel may refuse unsigned modules");
		ht_check_hint(check, SIGN);
	} else {
		ht_checkup_add(checkup, HT_OK, "Secure Boot", "off");
	}
}

/* The file names all levels and puts the current one into brackets. */
static void check_lockdown(struct ht_checkup *checkup)
{
	char text[128], *begin, *end;
	struct ht_check *check;

	if (ht_sys_line(text, sizeof(text), LOCKDOWN) < 0) {
		check = ht_checkup_add(checkup, HT_INFO, "kernel lockdown",
				       "state cannot be read, or the kernel has none");
		ht_check_hint(check, "if modules do not load: sudo cat " LOCKDOWN);
		return;
	}
	begin = strchr(text, '[');
	end = begin ? strchr(begin, ']') : NULL;
	if (end)
		*end = '\0';
	if (end && !strcmp(begin + 1, "none")) {
		ht_checkup_add(checkup, HT_OK, "kernel lockdown", "none");
		return;
	}
	check = ht_checkup_add(checkup, HT_WARN, "kernel lockdown",
			       "%s: the kernel refuses unsigned modules", end ? begin + 1 : text);
	ht_check_hint(check, SIGN);
}

/**
 * ht_doctor_system() - look at what keeps modules out
 * @checkup: gets the checks
 */
void ht_doctor_system(struct ht_checkup *checkup)
{
	check_secure_boot(checkup);
	check_lockdown(checkup);
}
