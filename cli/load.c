// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace load: for those who use the command lttng. What record does up to the point where it
 * is lttng's turn: modules, session daemon, and the session as it was saved.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lttng_ctl.h"
#include "lttng_session.h"
#include "record.h"
#include "record_host.h"
#include "record_place.h"

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0,
	  "Write the trace to DIR (default: ~/lttng-traces/SESSION-DATE-TIME)", 0 },
	{ 0 },
};

static const char doc[] =
	"Load a saved LTTng session: hypertrace-packed (default), many records in one event; or "
	"hypertrace, each record by itself."
	"\vLoads the modules, too, and starts a session daemon if there is none. Starting and "
	"stopping is lttng's. A file with a slash in its name is a session of yours.\n\n"
	"Example:\n"
	"  sudo hypertrace load -o /tmp/trace && sudo lttng start hypertrace-packed\n"
	"  sudo hypertrace guest allow 4242\n"
	"  sudo lttng destroy hypertrace-packed\n\n"
	"Exit status: 0 loaded, 1 failed, 2 usage.";

struct load_args {
	const char *dir;
	const char *session;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct load_args *args = state->input;

	switch (key) {
	case 'o':
		args->dir = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (args->session)
			argp_error(state, "one session at a time");
		args->session = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Where it was installed, or for a program that was not, where packages put it. */
static int find(const char *name, char *path, size_t size, struct ht_err *err)
{
	static const char *const places[] = { HT_SHARE, "/usr/share/hypertrace",
					      "/usr/local/share/hypertrace" };
	size_t i;

	if (strchr(name, '/')) {
		snprintf(path, size, "%s", name);
		if (!access(path, R_OK))
			return 0;
		return ht_err_set(err, -errno, "%s: %s", name, strerror(errno));
	}
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, size, "%s/%s.lttng", places[i], name);
		if (!access(path, R_OK))
			return 0;
	}
	return ht_err_set(err, -ENOENT,
			  "no session '%s' in " HT_SHARE "; there are hypertrace and "
			  "hypertrace-packed, if 'make install' put them there",
			  name);
}

/* A session that the user wrote has the name that is in it. */
static int load(const char *file, const char *name, const char *dir, struct ht_err *err)
{
	struct lttng_load_session_attr *attr = ht_lttng_ctl.load_session_attr_create();
	char url[1100];
	int ret;

	if (!attr)
		return ht_err_nomem(err);
	snprintf(url, sizeof(url), "file://%s", dir);
	ret = ht_lttng_ctl.load_session_attr_set_input_url(attr, file);
	if (!ret && !strchr(name, '/'))
		ret = ht_lttng_ctl.load_session_attr_set_session_name(attr, name);
	ret = ret ?: ht_lttng_ctl.load_session_attr_set_override_url(attr, url);
	ret = ret ?: ht_lttng_ctl.load_session(attr);
	ht_lttng_ctl.load_session_attr_destroy(attr);
	if (ret == -LTTNG_ERR_EXIST_SESS || ret == -LTTNG_ERR_LOAD_SESSION_NOENT)
		return ht_err_set(err, -EEXIST,
				  "LTTng cannot load it: %s; 'lttng list' says what there is, "
				  "'lttng destroy NAME' removes one",
				  ht_lttng_ctl.strerror(ret));
	return ret ? ht_err_set(err, -EIO, "LTTng cannot load %s: %s", file,
				ht_lttng_ctl.strerror(ret)) :
		     0;
}

static int run(const struct load_args *args, struct ht_err *err)
{
	const char *name = args->session ? args->session : "hypertrace-packed";
	const char *slash = strrchr(name, '/');
	char file[1024], dir[1024], dated[HT_SESSION_NAME];
	int ret = find(name, file, sizeof(file), err);

	ht_place_name(dated, sizeof(dated), slash ? slash + 1 : name);
	ret = ret ?: ht_place_dir(dir, sizeof(dir), args->dir, dated, err);
	ret = ret ?: ht_record_modules(err);
	ret = ret ?: ht_session_daemon(err);
	ret = ret ?: load(file, name, dir, err);
	if (ret)
		return ret;
	name = slash ? "SESSION" : name;
	printf("The session is loaded, its trace will be in %s\n\n"
	       "  lttng start %s\n"
	       "  hypertrace guest allow PID    let the VM of a process trace\n"
	       "  lttng destroy %s    stop, and end\n",
	       dir, name, name);
	return 0;
}

/**
 * ht_load_main() - hypertrace load
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_load_main(int argc, char **argv)
{
	static const struct argp argp = { options, parse, "[SESSION]", doc, NULL, NULL, NULL };
	struct load_args args = { 0 };
	struct ht_err err = { "" };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	ret = run(&args, &err);
	if (ret)
		ht_err_print(&err);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
