// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guests that events tell of. Nobody knows beforehand which there are: a trace is begun when
 * the first event of its guest comes. Those that are not wanted are removed in the end, for only
 * then it is known what the user's number means.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "convert_out.h"
#include "guest_traces.h"

/* Each is a directory, and Trace Compass looks into all of them. */
#define MOST_GUESTS 4096

static size_t place_of(struct ht_vm_name vm)
{
	return ht_vm_hash(vm) % HT_GUEST_PLACES;
}

/**
 * ht_guest_traces_find() - a guest of which an event was seen
 * @guests: those there are
 * @hostname: of its host; "" if that does not say
 * @vm: its number and its VMM's process
 *
 * Return: the guest, or NULL.
 */
struct ht_guest_trace *ht_guest_traces_find(const struct ht_guest_traces *guests,
					    const char *hostname, struct ht_vm_name vm)
{
	struct ht_guest_trace *guest = guests->places[place_of(vm)];

	while (guest && !(ht_vm_is_same(guest->vm, vm) && !strcmp(guest->hostname, hostname)))
		guest = guest->next;
	return guest;
}

/* Guests of other hosts that have the same numbers. */
static uint64_t count_same(const struct ht_guest_traces *guests, struct ht_vm_name vm)
{
	const struct ht_guest_trace *guest;
	uint64_t count = 0;

	for (guest = guests->places[place_of(vm)]; guest; guest = guest->next)
		count += ht_vm_is_same(guest->vm, vm);
	return count;
}

/**
 * ht_guest_traces_get() - the guest that an event is of, made if it is the first
 * @guests: those there are
 * @event: the event; has a clock
 * @hostname: of its host; "" if that does not say
 * @vm: the guest's number and its VMM's process
 * @guest: set
 * @err: says what is wrong with the trace
 *
 * Return: 0; -E2BIG: there are more than can be; -ENOMEM, or what writing gave.
 */
int ht_guest_traces_get(struct ht_guest_traces *guests, const struct ht_whole_event *event,
			const char *hostname, struct ht_vm_name vm, struct ht_guest_trace **guest,
			struct ht_err *err)
{
	struct ht_guest_at at = { .dir = guests->dir,
				  .disk = guests->disk,
				  .classes = &guests->classes,
				  .hostname = hostname,
				  .vm = vm };
	struct ht_guest_trace **more;
	int ret;

	*guest = ht_guest_traces_find(guests, hostname, vm);
	if (*guest)
		return 0;
	if (guests->count == MOST_GUESTS)
		return ht_err_set(err, -E2BIG, "more than %d VMs in this trace: it is damaged",
				  MOST_GUESTS);
	more = reallocarray(guests->list, guests->count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	guests->list = more;
	at.same = count_same(guests, vm);
	ret = ht_guest_trace_new(guest, &at, event);
	if (ret)
		return ret;
	guests->list[guests->count++] = *guest;
	(*guest)->next = guests->places[place_of(vm)];
	guests->places[place_of(vm)] = *guest;
	return 0;
}

/**
 * ht_guest_traces_over() - a VM has ended, and hardly an event of it follows
 * @guests: the guests
 * @hostname: as of ht_guest_traces_get()
 * @vm: likewise; it need not be one of them
 *
 * Return: 0, -ENOMEM, or what writing gave.
 */
int ht_guest_traces_over(struct ht_guest_traces *guests, const char *hostname, struct ht_vm_name vm)
{
	struct ht_guest_trace *guest = ht_guest_traces_find(guests, hostname, vm);

	return guest ? ht_ctf_trace_settle(guest->trace) : 0;
}

/**
 * ht_guest_traces_flush() - write what there is, so that no memory is held
 * @guests: the guests
 *
 * Return: 0, or what writing gave.
 */
int ht_guest_traces_flush(struct ht_guest_traces *guests)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < guests->count; i++)
		ret = ht_ctf_trace_flush(guests->list[i]->trace);
	return ret;
}

static struct ht_vm_name name_of(const void *data, size_t number)
{
	const struct ht_guest_traces *guests = data;

	return guests->list[number]->vm;
}

/**
 * ht_guest_traces_end() - finish the traces, and remove those that nobody wants
 * @guests: the guests
 * @vm: the one that is wanted, as the user typed it; NULL: all
 * @err: says what is wrong with that
 *
 * Return: 0, -ESRCH: there is no such guest; -ENOMEM, or what writing gave.
 */
int ht_guest_traces_end(struct ht_guest_traces *guests, const char *vm, struct ht_err *err)
{
	const struct ht_vm_names names = { guests->count, name_of, guests };
	size_t i;
	int ret = ht_vm_choose(&names, vm, err);

	/* What is removed must not be written into any more. */
	ret = ret ?: ht_ctf_disk_wait(guests->disk);
	for (i = 0; !ret && i < guests->count; i++) {
		const struct ht_guest_trace *guest = guests->list[i];

		if (ht_vm_is_chosen(&names, vm, guest->vm))
			ret = ht_ctf_trace_end(guest->trace);
		else
			ht_tree_remove(guest->path);
	}
	return ret;
}

/**
 * ht_guest_traces_exit() - release all guests
 * @guests: them
 */
void ht_guest_traces_exit(struct ht_guest_traces *guests)
{
	while (guests->count)
		ht_guest_trace_free(guests->list[--guests->count]);
	ht_guest_classes_exit(&guests->classes);
	free(guests->list);
	guests->list = NULL;
	memset(guests->places, 0, sizeof(guests->places));
}
