// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exits by reason, and how reasons are called. A span has few of them, so they are searched one by
 * one; a trace that names thousands is garbage, and gets no more time than HT_REASONS_MAX allows.
 */
#include <errno.h>
#include <hypertrace/exits.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "reasons.h"

/* What a host says of all exits that it has no counters of their own for. */
#define OTHERS UINT32_MAX

#define VMX_HLT 12
#define SVM_HLT 0x78

static struct ht_reason *find(const struct ht_reasons *reasons, uint32_t number)
{
	size_t i;

	for (i = 0; i < reasons->count; i++) {
		if (reasons->list[i].number == number)
			return &reasons->list[i];
	}
	return NULL;
}

/* Room for one more: the array doubles whenever its count is a power of two. */
static struct ht_reason *append(struct ht_reasons *reasons, uint32_t number)
{
	size_t count = reasons->count;
	struct ht_reason *list;

	if (count == HT_REASONS_MAX)
		return &reasons->list[count - 1];
	if (!(count & (count - 1))) {
		list = reallocarray(reasons->list, count ? 2 * count : 1, sizeof(*list));
		if (!list)
			return NULL;
		reasons->list = list;
	}
	reasons->list[count] = (struct ht_reason){ .number = number };
	reasons->count++;
	return &reasons->list[count];
}

/**
 * ht_reasons_add() - there were exits
 * @reasons: where to
 * @number: why
 * @count: how many
 * @cycles: what they took
 *
 * Return: 0 or -ENOMEM.
 */
int ht_reasons_add(struct ht_reasons *reasons, uint32_t number, uint64_t count, uint64_t cycles)
{
	struct ht_reason *reason = find(reasons, number);

	if (!reason)
		reason = append(reasons, number);
	if (!reason)
		return -ENOMEM;
	reason->count += count;
	reason->cycles += cycles;
	return 0;
}

/* What took longest first; what is equal, by number, so that the order is always the same. */
static int by_cycles(const void *a, const void *b)
{
	const struct ht_reason *left = a, *right = b;

	if (left->cycles != right->cycles)
		return left->cycles > right->cycles ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}

/**
 * ht_reasons_sort() - put those that took longest first
 * @reasons: nothing may be added while they are to be in this order
 */
void ht_reasons_sort(struct ht_reasons *reasons)
{
	if (reasons->count)
		qsort(reasons->list, reasons->count, sizeof(*reasons->list), by_cycles);
}

/**
 * ht_reasons_top() - what took longest
 * @reasons: exits
 *
 * Return: that, or NULL if there are none.
 */
const struct ht_reason *ht_reasons_top(const struct ht_reasons *reasons)
{
	const struct ht_reason *top = NULL;
	size_t i;

	for (i = 0; i < reasons->count; i++) {
		if (!top || by_cycles(&reasons->list[i], top) < 0)
			top = &reasons->list[i];
	}
	return top;
}

/**
 * ht_reasons_exit() - free it
 * @reasons: empty afterwards
 */
void ht_reasons_exit(struct ht_reasons *reasons)
{
	free(reasons->list);
	*reasons = (struct ht_reasons){ 0 };
}

/**
 * ht_reason_is_idle() - does the guest wait in these exits, since it has nothing to do?
 * @isa: whose number it is, enum ht_isa, or anything else
 * @number: the number
 */
bool ht_reason_is_idle(uint32_t isa, uint32_t number)
{
	return number == (isa == HT_ISA_SVM ? SVM_HLT : VMX_HLT);
}

/**
 * ht_reason_known() - how a reason is called that has a name
 * @isa: whose number it is, enum ht_isa, or anything else
 * @number: the number
 *
 * Return: as KVM's tracepoint kvm_exit prints it; NULL: it has none, see ht_reason_name().
 */
const char *ht_reason_known(uint32_t isa, uint32_t number)
{
	const struct ht_exit_reason *known = ht_exit_reason(isa, number);

	if (number == OTHERS)
		return "others";
	return known ? known->name : NULL;
}

/**
 * ht_reason_name() - how a reason is called
 * @out: as KVM's tracepoint kvm_exit prints it, or its number if that has no name
 * @size: bytes at @out
 * @isa: whose number it is, enum ht_isa, or anything else
 * @number: the number
 */
void ht_reason_name(char *out, size_t size, uint32_t isa, uint32_t number)
{
	const char *known = ht_reason_known(isa, number);

	if (known)
		snprintf(out, size, "%s", known);
	else if (isa == HT_ISA_SVM)
		snprintf(out, size, "exit %#" PRIx32, number);
	else
		snprintf(out, size, "exit %" PRIu32, number);
}
