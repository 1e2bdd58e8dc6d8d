// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making traces readable before any graph reads them. What is salvaged is copied once, however
 * often it is read.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hosts.h"
#include "relay.h"
#include "trace_guard.h"
#include "trace_input.h"
#include "trace_plugin.h"
#include "trace_salvage.h"
#include "trace_source.h"

static bool is_copy(const struct ht_trace_input *input, size_t i)
{
	return !input->is_live && strcmp(input->readable[i], input->found.dirs[i]) != 0;
}

/* What is whole of a trace that was cut short, or NULL. */
static char *salvage(struct ht_trace_input *input, const char *dir)
{
	char *copy;

	if (ht_salvage_create(ht_trace_input_class(input), dir, &copy))
		return NULL;
	if (ht_source_can_read(ht_trace_input_class(input), copy))
		return copy;
	ht_salvage_remove(copy);
	return NULL;
}

static int make_readable(struct ht_trace_input *input, const char *dir, struct ht_err *err)
{
	char *readable;

	if (ht_opened_add(input->opened, ht_trace_input_class(input), dir)) {
		readable = strdup(dir);
		if (!readable)
			return ht_err_nomem(err);
	} else {
		readable = salvage(input, dir);
		if (!readable)
			return ht_err_set(err, -EIO,
					  "%s: the trace is damaged and nothing in it "
					  "could be read; HT_DEBUG=1 shows why",
					  dir);
		input->nr_salvaged++;
	}
	input->readable[input->count++] = readable;
	return 0;
}

static int make_all_readable(struct ht_trace_input *input, struct ht_err *err)
{
	size_t i;
	int ret = 0;

	input->ctf = ht_bt_plugin("ctf");
	if (!input->ctf || !ht_trace_input_class(input))
		return ht_err_no_babeltrace(err);
	input->readable = calloc(input->found.count, sizeof(*input->readable));
	input->opened = ht_opened_create();
	if (!input->readable || !input->opened)
		return ht_err_nomem(err);
	for (i = 0; !ret && i < input->found.count; i++)
		ret = make_readable(input, input->found.dirs[i], err);
	return ret;
}

/**
 * ht_trace_input_init_all() - find the traces below a path, and make them readable
 * @input: filled; release with ht_trace_input_exit()
 * @path: a CTF trace, or a directory above one or several, of any hosts
 * @err: says what is wrong
 *
 * Return: 0; -EIO: nothing of a trace can be read; what ht_trace_find() returns; -ENOPKG without
 * libbabeltrace2's plugins; -ENOMEM. After a failure there is nothing to release.
 */
int ht_trace_input_init_all(struct ht_trace_input *input, const char *path, struct ht_err *err)
{
	int ret;

	memset(input, 0, sizeof(*input));
	ret = ht_trace_find(path, &input->found, err);
	if (ret)
		return ret;
	ht_trace_guard_begin(path);
	ret = make_all_readable(input, err);
	if (ret)
		ht_trace_input_exit(input);
	return ret;
}

/**
 * ht_trace_input_init() - find the traces of one host below a path, and make them readable
 * @input: filled; release with ht_trace_input_exit()
 * @path: a CTF trace, or a directory above one or several
 * @err: says what is wrong
 *
 * Return: 0; what ht_trace_input_init_all() and ht_hosts_keep() return. After a failure there is
 * nothing to release.
 */
int ht_trace_input_init(struct ht_trace_input *input, const char *path, struct ht_err *err)
{
	int ret = ht_trace_input_init_all(input, path, err);

	if (ret)
		return ret;
	ret = ht_hosts_keep(input, path, err);
	if (ret)
		ht_trace_input_exit(input);
	return ret;
}

/**
 * ht_trace_input_drop() - do without a trace
 * @input: the traces
 * @number: which, less than their count
 */
void ht_trace_input_drop(struct ht_trace_input *input, size_t number)
{
	size_t rest = (input->count - number - 1) * sizeof(char *);

	ht_opened_spoil(input->opened);
	if (is_copy(input, number)) {
		input->nr_salvaged--;
		ht_salvage_remove(input->readable[number]);
	} else {
		free(input->readable[number]);
	}
	free(input->found.dirs[number]);
	memmove(&input->readable[number], &input->readable[number + 1], rest);
	memmove(&input->found.dirs[number], &input->found.dirs[number + 1], rest);
	input->count--;
	input->found.count--;
}

static int make_live(struct ht_trace_input *input, const char *url, struct ht_err *err)
{
	input->is_live = true;
	input->ctf = ht_bt_plugin("ctf");
	if (!input->ctf || !ht_trace_input_class(input))
		return ht_err_no_babeltrace(err);
	input->found.dirs = calloc(1, sizeof(*input->found.dirs));
	input->readable = calloc(1, sizeof(*input->readable));
	if (!input->found.dirs || !input->readable)
		return ht_err_nomem(err);
	input->found.dirs[0] = strdup(url);
	input->found.count = 1;
	input->readable[0] = strdup(url);
	input->count = 1;
	if (!input->found.dirs[0] || !input->readable[0])
		return ht_err_nomem(err);
	return ht_relay_check(ht_trace_input_class(input), url, err);
}

/**
 * ht_trace_input_live() - a session that a relay daemon has
 * @input: filled; release with ht_trace_input_exit()
 * @url: net://HOST[:PORT]/host/HOSTNAME/SESSION
 * @err: says what is wrong
 *
 * Return: 0; what ht_relay_check() returns; -ENOPKG without libbabeltrace2's plugins; -ENOMEM.
 * After a failure there is nothing to release.
 */
int ht_trace_input_live(struct ht_trace_input *input, const char *url, struct ht_err *err)
{
	int ret;

	memset(input, 0, sizeof(*input));
	ht_trace_guard_begin(url);
	ret = make_live(input, url, err);
	if (ret)
		ht_trace_input_exit(input);
	return ret;
}

/**
 * ht_trace_input_exit() - release traces, and remove the copies
 * @input: the traces; no graph reads them any more
 */
void ht_trace_input_exit(struct ht_trace_input *input)
{
	ht_opened_destroy(input->opened);
	while (input->count) {
		input->count--;
		if (is_copy(input, input->count))
			ht_salvage_remove(input->readable[input->count]);
		else
			free(input->readable[input->count]);
	}
	free(input->readable);
	bt_plugin_put_ref(input->ctf);
	ht_trace_dirs_exit(&input->found);
	ht_bt_drop_error();
	ht_trace_guard_end();
}

/**
 * ht_trace_input_class() - the class that reads them
 * @input: the traces
 *
 * Return: source.ctf.fs or source.ctf.lttng-live, owned by @input.
 */
const bt_component_class_source *ht_trace_input_class(const struct ht_trace_input *input)
{
	return bt_plugin_borrow_source_component_class_by_name_const(
		input->ctf, input->is_live ? "lttng-live" : "fs");
}
