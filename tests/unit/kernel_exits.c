// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_exits vmx|svm: compare a table of exits with what a kernel says, and print differences.
 * kernel_exits.sh compiles it against that kernel's headers, and makes the lists of handlers.
 *
 * Exit status: 0 the same, 1 not, 2 wrong usage.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <asm/kvm.h> /* vectors of exceptions */
#include <asm/svm.h>
#include <asm/vmx.h>

#include <hypertrace/exits.h>

/* kernel_exits.sh defines them; linters do not. */
#ifndef VMX_HANDLERS
#define VMX_HANDLERS 0
#define SVM_HANDLERS 0
#endif

struct name {
	__u32 number;
	const char *name;
};

static const struct name vmx_names[] = { VMX_EXIT_REASONS };
static const struct name svm_names[] = { SVM_EXIT_REASONS };
static const __u32 vmx_handlers[] = { VMX_HANDLERS };
static const __u32 svm_handlers[] = { SVM_HANDLERS };

struct kernel {
	enum ht_isa isa;
	const struct name *names;
	size_t nr_names;
	const __u32 *handlers;
	size_t nr_handlers;
};

#define NR(array) (sizeof(array) / sizeof((array)[0]))

static const struct kernel vmx = { HT_ISA_VMX, vmx_names, NR(vmx_names), vmx_handlers,
				   NR(vmx_handlers) };
static const struct kernel svm = { HT_ISA_SVM, svm_names, NR(svm_names), svm_handlers,
				   NR(svm_handlers) };

/* Events of the GHCB protocol are in the kernel's list of names, and no CPU exits with them. */
static bool is_protocol(const struct kernel *kernel, __u32 number)
{
	return kernel->isa == HT_ISA_SVM && number >= SVM_VMGEXIT_MMIO_READ &&
	       number <= SVM_VMGEXIT_UNSUPPORTED_EVENT;
}

static int compare_names(const struct kernel *kernel)
{
	size_t i;
	int bad = 0;

	for (i = 0; i < kernel->nr_names; i++) {
		const struct name *name = &kernel->names[i];
		const struct ht_exit_reason *reason = ht_exit_reason(kernel->isa, name->number);

		if (is_protocol(kernel, name->number))
			continue;
		if (reason && !strcmp(reason->name, name->name))
			continue;
		printf("%#x: the kernel says %s, the table %s\n", name->number, name->name,
		       reason ? reason->name : "nothing");
		bad = 1;
	}
	return bad;
}

static bool handled(const struct kernel *kernel, __u32 number)
{
	size_t i;

	for (i = 0; i < kernel->nr_handlers; i++) {
		if (kernel->handlers[i] == number)
			return true;
	}
	return false;
}

static int compare_handlers(const struct kernel *kernel)
{
	const struct ht_exit_reason *reason;
	__u32 enabled = 0, i;
	int bad = 0;

	for (i = 0; (reason = ht_exit_reason_at(kernel->isa, i)); i++) {
		enabled += reason->enabled;
		if (handled(kernel, reason->number) == reason->enabled)
			continue;
		printf("%#x, %s: the kernel has %s handler\n", reason->number, reason->name,
		       reason->enabled ? "no" : "a");
		bad = 1;
	}
	if (enabled != kernel->nr_handlers) {
		printf("the kernel has %zu handlers, the table %u\n", kernel->nr_handlers, enabled);
		bad = 1;
	}
	return bad;
}

int main(int argc, char **argv)
{
	const struct kernel *kernel = NULL;

	if (argc == 2 && !strcmp(argv[1], "vmx"))
		kernel = &vmx;
	if (argc == 2 && !strcmp(argv[1], "svm"))
		kernel = &svm;
	if (!kernel) {
		fprintf(stderr, "usage: kernel_exits vmx|svm\n");
		return 2;
	}
	return compare_names(kernel) | compare_handlers(kernel);
}
