// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of sink.hypertrace.report: what the command's options are.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sink.h"

#define LISTED 160

/**
 * struct reading - parameters that are being read
 * @args: filled
 * @vm: filled: what @args has of it, to free()
 * @err: says what is wrong
 * @ret: 0, or a negative errno
 */
struct reading {
	struct ht_report_args *args;
	char **vm;
	struct ht_err *err;
	int ret;
};

/**
 * struct param - a parameter
 * @name: its name
 * @needs: HT_REPORT_HAS_… of a report that has it; 0: all have
 * @take: takes its value
 */
struct param {
	const char *name;
	unsigned int needs;
	int (*take)(struct reading *reading, const bt_value *value);
};

/* The command line of babeltrace2 makes a number signed, unless told otherwise. */
static bool get_number(const bt_value *value, uint64_t *number)
{
	if (bt_value_is_unsigned_integer(value))
		*number = bt_value_integer_unsigned_get(value);
	else if (bt_value_is_signed_integer(value) && bt_value_integer_signed_get(value) >= 0)
		*number = (uint64_t)bt_value_integer_signed_get(value);
	else
		return false;
	return true;
}

/* It was taken before all others, which depend on it. */
static int take_report(struct reading *reading, const bt_value *value)
{
	return 0;
}

static int take_json(struct reading *reading, const bt_value *value)
{
	if (!bt_value_is_bool(value))
		return ht_err_set(reading->err, -EINVAL, "json wants true or false");
	reading->args->json = bt_value_bool_get(value);
	return 0;
}

static int take_vm(struct reading *reading, const bt_value *value)
{
	uint64_t number;
	int ret = 0;

	if (bt_value_is_string(value))
		*reading->vm = strdup(bt_value_string_get(value));
	else if (!get_number(value, &number))
		return ht_err_set(reading->err, -EINVAL,
				  "vm wants a VM's number, or a text as \"pid:4242\"");
	else
		ret = asprintf(reading->vm, "%" PRIu64, number);
	if (ret < 0 || !*reading->vm) {
		*reading->vm = NULL;
		return ht_err_nomem(reading->err);
	}
	reading->args->vm = *reading->vm;
	return 0;
}

static int take_top(struct reading *reading, const bt_value *value)
{
	uint64_t number;

	if (bt_value_is_string(value) && !strcmp(bt_value_string_get(value), "all"))
		number = SIZE_MAX;
	else if (!get_number(value, &number) || number > SIZE_MAX)
		return ht_err_set(reading->err, -EINVAL, "top wants a number or \"all\"");
	reading->args->has_top = true;
	reading->args->top = number;
	return 0;
}

static int take_last(struct reading *reading, const bt_value *value)
{
	size_t most = reading->args->kind->most;
	uint64_t number;

	if (!get_number(value, &number) || number > most)
		return ht_err_set(reading->err, -EINVAL, "last wants a number up to %zu", most);
	reading->args->has_last = true;
	reading->args->last = number;
	return 0;
}

static const struct param known[] = {
	{ "report", 0, take_report },
	{ "json", 0, take_json },
	{ "vm", HT_REPORT_HAS_VM, take_vm },
	{ "top", HT_REPORT_HAS_TOP, take_top },
	{ "last", HT_REPORT_HAS_LAST, take_last },
};
#define NR_KNOWN (sizeof(known) / sizeof(known[0]))

static bool has(const struct ht_report_kind *kind, const struct param *param)
{
	return !param->needs || (kind->has & param->needs);
}

static int refuse(struct reading *reading, const char *name)
{
	const struct ht_report_kind *kind = reading->args->kind;
	char some[LISTED] = "";
	size_t i, len = 0;

	for (i = 0; i < NR_KNOWN && len < sizeof(some); i++) {
		if (has(kind, &known[i]))
			len += snprintf(some + len, sizeof(some) - len, "%s%s", len ? ", " : "",
					known[i].name);
	}
	return ht_err_set(reading->err, -EINVAL,
			  "the report '%s' has no parameter '%s'; it has: %s", kind->name, name,
			  some);
}

static bt_value_map_foreach_entry_const_func_status take(const char *name, const bt_value *value,
							 void *data)
{
	struct reading *reading = data;
	size_t i;

	for (i = 0; i < NR_KNOWN; i++) {
		if (!strcmp(known[i].name, name) && has(reading->args->kind, &known[i]))
			break;
	}
	reading->ret = i < NR_KNOWN ? known[i].take(reading, value) : refuse(reading, name);
	return reading->ret ? BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_INTERRUPT :
			      BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_OK;
}

static int choose(struct reading *reading, const bt_value *value)
{
	bool is_text = value && bt_value_is_string(value);
	char some[LISTED] = "";
	size_t i, len = 0;

	if (is_text)
		reading->args->kind = ht_report_find(bt_value_string_get(value));
	if (reading->args->kind)
		return 0;
	for (i = 0; i < ht_report_nr_kinds && len < sizeof(some); i++)
		len += snprintf(some + len, sizeof(some) - len, "%s%s", i ? ", " : "",
				ht_report_kinds[i]->name);
	if (is_text)
		return ht_err_set(reading->err, -EINVAL, "no report '%s'; there are: %s",
				  bt_value_string_get(value), some);
	return ht_err_set(reading->err, -EINVAL, "report wants a text, which is one of: %s", some);
}

/**
 * ht_sink_params() - read parameters
 * @params: a map
 * @args: zero; filled
 * @vm: NULL; filled, whatever is returned: what @args has of it, to free()
 * @err: says what is wrong
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int ht_sink_params(const bt_value *params, struct ht_report_args *args, char **vm,
		   struct ht_err *err)
{
	struct reading reading = { .args = args, .vm = vm, .err = err };

	reading.ret = choose(&reading, bt_value_map_borrow_entry_value_const(params, "report"));
	if (!reading.ret && bt_value_map_foreach_entry_const(params, take, &reading) < 0)
		reading.ret = reading.ret ?: ht_err_nomem(err);
	if (!reading.ret)
		ht_report_args_complete(args);
	return reading.ret;
}
