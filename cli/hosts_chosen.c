// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host that is reported at the moment. See hosts.c.
 */
#include <json-c/json.h>
#include <stdio.h>

#include "hosts_chosen.h"
#include "text.h"

static const char *chosen;

/**
 * ht_hosts_choose() - from now on traces of one host are read
 * @name: the host's, which has to stay; NULL: there is but one host
 */
void ht_hosts_choose(const char *name)
{
	chosen = name;
}

/**
 * ht_hosts_chosen() - whose traces are read
 *
 * Return: the host's name; NULL: there is but one.
 */
const char *ht_hosts_chosen(void)
{
	return chosen;
}

/**
 * ht_hosts_json() - say which host a document is of, where there are several
 *
 * Return: a line of JSON with the key "host", or nothing; valid until the next call.
 */
const char *ht_hosts_json(void)
{
	static char line[1200];
	char text[500];
	json_object *name;

	line[0] = '\0';
	if (!chosen)
		return line;
	ht_text_escape(text, sizeof(text), chosen);
	name = json_object_new_string(text);
	if (name)
		snprintf(line, sizeof(line), " \"host\": %s,\n", json_object_to_json_string(name));
	json_object_put(name);
	return line;
}
