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

/* Each has open files, and more are no trace of a host. */
#define MOST_GUESTS 256

static bool is_same(struct ht_vm_name a, struct ht_vm_name b)
{
	return a.vm_id == b.vm_id && a.vm_pid == b.vm_pid;
}

/**
 * ht_guest_traces_find() - a guest of which an event was seen
 * @guests: those there are
 * @host: the host's trace
 * @vm: its number and its VMM's process
 *
 * Return: the guest, or NULL.
 */
struct ht_guest_trace *ht_guest_traces_find(const struct ht_guest_traces *guests,
					    const bt_trace *host, struct ht_vm_name vm)
{
	const char *hostname = ht_trace_env(host, "hostname");
	size_t i;

	for (i = 0; i < guests->count; i++) {
		struct ht_guest_trace *guest = guests->list[i];

		if (is_same(guest->vm, vm) && !strcmp(guest->hostname, hostname))
			return guest;
	}
	return NULL;
}

/**
 * ht_guest_traces_get() - the guest that an event is of, made if it is the first
 * @guests: those there are
 * @message: the event; has a clock
 * @vm: the guest's number and its VMM's process
 *
 * Return: the guest, or NULL, with the guests' error filled.
 */
struct ht_guest_trace *ht_guest_traces_get(struct ht_guest_traces *guests,
					   const bt_message *message, struct ht_vm_name vm)
{
	struct ht_guest_at at = { .ctf = guests->ctf, .dir = guests->dir, .vm = vm };
	struct ht_guest_trace *guest = ht_guest_traces_find(guests, ht_message_trace(message), vm);
	struct ht_guest_trace **more;
	size_t i;

	if (guest)
		return guest;
	if (guests->count == MOST_GUESTS) {
		ht_err_set(&guests->err, -E2BIG, "more than %d VMs in this trace: it is damaged",
			   MOST_GUESTS);
		return NULL;
	}
	more = reallocarray(guests->list, guests->count + 1, sizeof(*more));
	if (!more) {
		ht_err_nomem(&guests->err);
		return NULL;
	}
	guests->list = more;
	for (i = 0; i < guests->count; i++)
		at.same += is_same(guests->list[i]->vm, vm);
	guest = ht_guest_trace_new(&at, message, &guests->err);
	if (guest)
		guests->list[guests->count++] = guest;
	return guest;
}

static struct ht_vm_name name_of(const void *data, size_t number)
{
	const struct ht_guest_traces *guests = data;

	return guests->list[number]->vm;
}

/**
 * ht_guest_traces_end() - finish all traces, and remove those that nobody wants
 * @guests: the guests
 * @vm: the one that is wanted, as the user typed it; NULL: all
 * @err: says what is wrong
 *
 * Return: 0, -ESRCH: there is no such guest; -EIO: they cannot be written; or -ENOMEM.
 */
int ht_guest_traces_end(struct ht_guest_traces *guests, const char *vm, struct ht_err *err)
{
	const struct ht_vm_names names = { guests->count, name_of, guests };
	size_t i;
	int ret = ht_vm_choose(&names, vm, err);

	for (i = 0; !ret && i < guests->count; i++) {
		struct ht_guest_trace *guest = guests->list[i];

		ret = ht_feed_end(&guest->feed);
		guests->failed = ret == -EIO;
		if (ret == -ENOMEM)
			ht_err_nomem(err);
	}
	if (ret)
		return ret;
	for (i = 0; i < guests->count; i++) {
		struct ht_guest_trace *guest = guests->list[i];

		/* What it writes last, it writes now. */
		ht_feed_exit(&guest->feed);
		guest->feed = (struct ht_feed){ 0 };
		if (!ht_vm_is_chosen(&names, vm, guest->vm))
			ht_tree_remove(guest->path);
	}
	return 0;
}

/**
 * ht_guest_traces_exit() - release all guests
 * @guests: them
 */
void ht_guest_traces_exit(struct ht_guest_traces *guests)
{
	while (guests->count) {
		struct ht_guest_trace *guest = guests->list[--guests->count];

		/* Of Babeltrace 2.0: what cannot be written cannot be taken apart, either. */
		if (guests->failed)
			ht_feed_abandon(&guest->feed);
		ht_guest_trace_free(guest);
	}
	free(guests->list);
	guests->list = NULL;
}
