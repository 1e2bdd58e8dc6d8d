// SPDX-License-Identifier: GPL-2.0-only
/*
 * Traces of several hosts below one path, as a relay daemon leaves them. A VM's number is its
 * host's, and so are the clock, the kind of CPU, and what a tracer lost. So nothing is merged: a
 * report is made for one host after the other, each out of that host's traces, and says which host
 * it is. With a single host all of this is not to be seen.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hosts.h"
#include "hosts_chosen.h"
#include "relay.h"
#include "term.h"
#include "text.h"
#include "trace_source.h"

/* Hosts and text of them that an error can hold. */
#define LISTED 400

/**
 * struct hosts - those that there are
 * @names: each once, in the order in which they were found, @count of them
 * @count: see @names
 */
struct hosts {
	char **names;
	size_t count;
};

/* Either form of CTF's metadata, of which the library gives the text without its packets. */
static char *host_in(const char *text)
{
	const char *at = strstr(text, "hostname"), *end;

	if (!at)
		return NULL;
	at += strlen("hostname");
	at += *at == '"';
	at += strspn(at, " \t\n");
	if (*at != '=' && *at != ':')
		return NULL;
	at++;
	at += strspn(at, " \t\n");
	if (*at != '"')
		return NULL;
	end = strchr(++at, '"');
	return end ? strndup(at, (size_t)(end - at)) : NULL;
}

/* "" if the trace does not say; NULL without memory. */
static char *host_of(const struct ht_trace_input *input, size_t number)
{
	const bt_value *info = ht_source_query(ht_trace_input_class(input), "metadata-info", "path",
					       input->readable[number]);
	const bt_value *text = NULL;
	char *host = NULL;

	if (info && bt_value_is_map(info))
		text = bt_value_map_borrow_entry_value_const(info, "text");
	if (text && bt_value_is_string(text))
		host = host_in(bt_value_string_get(text));
	bt_value_put_ref(info);
	return host ? host : strdup("");
}

static bool has(const struct hosts *hosts, const char *name)
{
	size_t i;

	for (i = 0; i < hosts->count; i++) {
		if (!strcmp(hosts->names[i], name))
			return true;
	}
	return false;
}

static void hosts_exit(struct hosts *hosts)
{
	while (hosts->count)
		free(hosts->names[--hosts->count]);
	free(hosts->names);
	hosts->names = NULL;
}

static int find(const struct ht_trace_input *input, struct hosts *hosts, struct ht_err *err)
{
	size_t i;

	*hosts = (struct hosts){ calloc(input->count + 1, sizeof(char *)), 0 };
	for (i = 0; hosts->names && i < input->count; i++) {
		char *host = host_of(input, i);

		if (!host)
			return ht_err_nomem(err);
		if (has(hosts, host))
			free(host);
		else
			hosts->names[hosts->count++] = host;
	}
	return hosts->names ? 0 : ht_err_nomem(err);
}

/* "'web1', 'web2'" */
static void list(char *out, size_t size, const struct hosts *hosts)
{
	char name[80];
	size_t len = 0, i;

	*out = '\0';
	for (i = 0; i < hosts->count && len < size; i++) {
		ht_text_escape(name, sizeof(name), hosts->names[i]);
		len += snprintf(out + len, size - len, "%s'%s'", i ? ", " : "", name);
	}
}

static int refuse(const struct hosts *hosts, const char *path, struct ht_err *err)
{
	char some[LISTED];

	list(some, sizeof(some), hosts);
	return ht_err_set(err, -EXDEV,
			  "%s: traces of %zu hosts (%s), whose VMs have the same numbers: give the "
			  "directory of one host",
			  path, hosts->count, some);
}

/**
 * ht_hosts_keep() - leave but the traces of one host
 * @input: traces
 * @path: what the user calls them
 * @err: says which hosts there are
 *
 * Return: 0; -EXDEV: there are several, and nobody has chosen one; -ENOMEM.
 */
int ht_hosts_keep(struct ht_trace_input *input, const char *path, struct ht_err *err)
{
	struct hosts hosts = { 0 };
	int ret = 0;
	size_t i;

	if (input->count < 2)
		return 0;
	if (!ht_hosts_chosen()) {
		ret = find(input, &hosts, err);
		if (!ret && hosts.count > 1)
			ret = refuse(&hosts, path, err);
		hosts_exit(&hosts);
		return ret;
	}
	for (i = input->count; i > 0; i--) {
		char *host = host_of(input, i - 1);

		if (!host)
			return ht_err_nomem(err);
		if (strcmp(host, ht_hosts_chosen()))
			ht_trace_input_drop(input, i - 1);
		free(host);
	}
	return 0;
}

/* "HOST:VM", for a host that there is: that host, and the rest for the report. */
static const char *split(const struct hosts *hosts, const char **vm)
{
	const char *colon = *vm ? strchr(*vm, ':') : NULL;
	size_t i;

	for (; colon; colon = strchr(colon + 1, ':')) {
		size_t len = (size_t)(colon - *vm);

		for (i = 0; i < hosts->count; i++) {
			if (strlen(hosts->names[i]) != len || memcmp(hosts->names[i], *vm, len))
				continue;
			*vm = colon + 1;
			return hosts->names[i];
		}
	}
	return NULL;
}

static void print_title(const char *name, bool first)
{
	char text[256];

	ht_text_escape(text, sizeof(text), name);
	printf("%s%sHost %s%s\n\n", first ? "" : "\n", ht_term_begin(HT_COLOR_STRONG),
	       *text ? text : "without a name", ht_term_end(HT_COLOR_STRONG));
}

static int print_one(const struct ht_hosts_report *report, struct ht_err *err)
{
	int ret = report->print(report->data, err);

	fflush(stdout);
	return ret;
}

/* Whatever fails, the other hosts are reported, too; the last failure is told. */
static int print_all(const struct ht_hosts_report *report, const struct hosts *hosts,
		     const char *only, struct ht_err *err)
{
	bool first = true;
	int failed = 0;
	size_t i;

	for (i = 0; i < hosts->count; i++) {
		int ret;

		if (only && only != hosts->names[i])
			continue;
		ht_hosts_choose(hosts->names[i]);
		if (!report->json)
			print_title(hosts->names[i], first);
		first = false;
		ret = print_one(report, err);
		failed = ret ? ret : failed;
	}
	ht_hosts_choose(NULL);
	return failed;
}

/* A VM's number alone does not say which VM. */
static int print_chosen(const struct ht_hosts_report *report, const struct hosts *hosts,
			struct ht_err *err)
{
	const char *typed = *report->vm, *only = split(hosts, report->vm);
	char some[LISTED];

	if (!typed || only)
		return print_all(report, hosts, only, err);
	list(some, sizeof(some), hosts);
	return ht_err_set(err, -EINVAL, "VM '%s' of which host? HOST:%s, where HOST is one of %s",
			  typed, typed, some);
}

/* To open a trace costs as much as to read thousands of events: a single one is opened once. */
static int find_hosts(const char *path, struct hosts *hosts, struct ht_err *err)
{
	struct ht_trace_input input;
	struct ht_trace_dirs found;
	size_t count;
	int ret;

	*hosts = (struct hosts){ 0 };
	if (ht_relay_is(path))
		return 0;
	ret = ht_trace_find(path, &found, err);
	count = found.count;
	ht_trace_dirs_exit(&found);
	if (ret || count < 2)
		return ret;
	ret = ht_trace_input_init_all(&input, path, err);
	if (ret)
		return ret;
	ret = find(&input, hosts, err);
	ht_trace_input_exit(&input);
	return ret;
}

/**
 * ht_hosts_report() - make a report for each host
 * @report: the report
 *
 * Return: exit status.
 */
int ht_hosts_report(const struct ht_hosts_report *report)
{
	struct ht_err err = { "" };
	struct hosts hosts;
	int ret = find_hosts(report->path, &hosts, &err);

	if (!ret && hosts.count > 1)
		ret = print_chosen(report, &hosts, &err);
	else if (!ret)
		ret = print_one(report, &err);
	hosts_exit(&hosts);
	if (ret)
		ht_err_print(&err);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
