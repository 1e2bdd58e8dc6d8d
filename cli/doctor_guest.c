// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is this machine a guest whose host listens to it? CPUID says so, from user space too.
 */
#include <cpuid.h>
#include <hypertrace/abi.h>
#include <stdio.h>

#include "checkup.h"
#include "sysroot.h"

#define CPUID_1_ECX_HYPERVISOR (1u << 31)

/**
 * struct leaf - what CPUID answers
 * @eax: register
 * @ebx: register
 * @ecx: register
 * @edx: register
 */
struct leaf {
	unsigned int eax, ebx, ecx, edx;
};

/* A test's machine has no CPU: a file "cpuid" has lines "leaf eax ebx ecx edx", in hex. */
static struct leaf cpuid_of_file(unsigned int number)
{
	FILE *file = ht_sys_open("/cpuid");
	struct leaf leaf = { 0 };
	unsigned int found;

	if (!file)
		return leaf;
	while (fscanf(file, "%x %x %x %x %x", &found, &leaf.eax, &leaf.ebx, &leaf.ecx, &leaf.edx) ==
	       5) {
		if (found == number) {
			fclose(file);
			return leaf;
		}
	}
	fclose(file);
	return (struct leaf){ 0 };
}

static struct leaf cpuid(unsigned int number)
{
	struct leaf leaf;

	if (ht_sys_is_fake())
		return cpuid_of_file(number);
	__cpuid(number, leaf.eax, leaf.ebx, leaf.ecx, leaf.edx);
	return leaf;
}

static bool host_answers(void)
{
	struct leaf leaf;

	if (!(cpuid(1).ecx & CPUID_1_ECX_HYPERVISOR))
		return false;
	leaf = cpuid(HT_CPUID_BASE);
	return leaf.ebx == HT_CPUID_SIG_EBX && leaf.ecx == HT_CPUID_SIG_ECX &&
	       leaf.edx == HT_CPUID_SIG_EDX && leaf.eax >= HT_CPUID_FEATURES;
}

/**
 * ht_doctor_guest() - look whether a hypertrace host runs this machine
 * @checkup: gets one check; its @is_guest is set
 */
void ht_doctor_guest(struct ht_checkup *checkup)
{
	struct ht_check *check;
	struct leaf leaf;
	unsigned int major;

	if (!host_answers()) {
		check = ht_checkup_add(checkup, HT_INFO, "guest of hypertrace", "no");
		ht_check_hint(check,
			      "in a VM that is to be traced: allow it on its host, before it "
			      "starts");
		return;
	}
	leaf = cpuid(HT_CPUID_FEATURES);
	major = leaf.eax >> 16;
	if (major == HT_ABI_MAJOR) {
		ht_checkup_add(checkup, HT_OK, "guest of hypertrace",
			       "yes: VM %u, the host speaks ABI %u.%u", leaf.ecx, major,
			       leaf.eax & 0xffff);
	} else {
		check = ht_checkup_add(checkup, HT_FAIL, "guest of hypertrace",
				       "the host speaks ABI %u.%u, this hypertrace %u.%u", major,
				       leaf.eax & 0xffff, HT_ABI_MAJOR, HT_ABI_MINOR);
		ht_check_hint(check, "install the same version of hypertrace in host and guest");
	}
	checkup->is_guest = true;
}
