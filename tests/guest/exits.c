// SPDX-License-Identifier: GPL-2.0-only
/*
 * exits leaf EAX ECX: a CPUID leaf's four registers, in hexadecimal.
 * exits burn N: by how much N CPUID instructions raise the count of that exit, and of any other.
 * exits sums: are the exits of all types the total? Asked while nothing else happens.
 * exits cost N: the least time stamps that one exit of N takes: VMMCALL, refused in user mode by
 *	KVM before it looks at the number.
 *
 * By the numbers of docs/abi.md alone, and nothing of libhypertrace.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <cpuid.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hypertrace/shared.h>

#define TOTAL 0x4ffffffc
#define COUNT_OF 0x4ffffffe
#define LAST_REASON 0x410

struct regs {
	unsigned int eax, ebx, ecx, edx;
};

static struct regs leaf(unsigned int eax, unsigned int ecx)
{
	struct regs r;

	__cpuid_count(eax, ecx, r.eax, r.ebx, r.ecx, r.edx);
	return r;
}

static unsigned int count_of(unsigned int reason)
{
	return leaf(COUNT_OF, reason).eax;
}

/* The exit that CPUID itself is. */
static unsigned int cpuid_reason(void)
{
	struct regs r = leaf(0, 0);

	return r.ebx == signature_AMD_ebx || r.ebx == 0x6f677948 /* Hygo */ ? 0x72 : 10;
}

static int burn(unsigned long n)
{
	unsigned int before[LAST_REASON + 1], reason, own = cpuid_reason(), most = 0, first;
	unsigned long i;

	for (reason = 0; reason <= LAST_REASON; reason++)
		before[reason] = count_of(reason);
	first = count_of(own);
	for (i = 0; i < n; i++)
		leaf(0, 0);
	/* The second question is an exit, too, and counted before it is answered. */
	printf("own %u", count_of(own) - first - 1);
	for (reason = 0; reason <= LAST_REASON; reason++) {
		unsigned int more = reason == own ? 0 : count_of(reason) - before[reason];

		if (more > most)
			most = more;
	}
	printf(" other %u\n", most);
	return 0;
}

static int sums(void)
{
	unsigned int own = cpuid_reason(), before, after, sum, reason, place = 0;
	unsigned int seen[LAST_REASON + 1], n = 0, i;
	int tries;

	/* Only those that there are: the fewer questions, the sooner nothing comes between them. */
	for (reason = 0; reason <= LAST_REASON; reason++) {
		if (!count_of(reason))
			continue;
		if (reason == own)
			place = n + 1;
		seen[n++] = reason;
	}
	for (tries = 0; tries < 1000; tries++) {
		before = leaf(TOTAL, 0).eax;
		sum = 0;
		for (i = 0; i < n; i++)
			sum += count_of(seen[i]);
		after = leaf(TOTAL, 0).eax;
		/* Each question is an exit. Any other would be one more. */
		if (after - before != n + 1)
			continue;
		/* Of the questions, those up to the one about themselves are in the sum. */
		printf("sum %u total %u\n", sum - place, before);
		return sum - place != before;
	}
	printf("never quiet\n");
	return 1;
}

static int cost(unsigned long n)
{
	unsigned long long begin, took, least = ~0ULL;
	unsigned long i, rax;

	for (i = 0; i < n; i++) {
		begin = ht_rdtsc();
		asm volatile("vmmcall" : "=a"(rax) : "a"(0) : "memory");
		took = ht_rdtsc() - begin;
		if (took < least)
			least = took;
	}
	printf("%llu\n", least);
	return 0;
}

int main(int argc, char **argv)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	sched_setaffinity(0, sizeof(one), &one);
	if (argc == 4 && !strcmp(argv[1], "leaf")) {
		struct regs r = leaf(strtoul(argv[2], NULL, 16), strtoul(argv[3], NULL, 16));

		printf("%x %x %x %x\n", r.eax, r.ebx, r.ecx, r.edx);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "burn"))
		return burn(strtoul(argv[2], NULL, 10));
	if (argc == 2 && !strcmp(argv[1], "sums"))
		return sums();
	if (argc == 3 && !strcmp(argv[1], "cost"))
		return cost(strtoul(argv[2], NULL, 10));
	fprintf(stderr, "usage: exits leaf EAX ECX | burn N | sums | cost N\n");
	return 2;
}
