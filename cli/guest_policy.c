// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace guest allow and deny: whose VMs may trace. Every argument is understood before the
 * first one is acted upon, so that a slip in the last does not leave the others half done.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "guest_args.h"
#include "guest_find.h"
#include "guest_sysfs.h"
#include "sysroot.h"

#define DOC_PID                                                                                    \
	"PID is the process id of a VMM, or vm:ID for the process of that VM. Permission belongs " \
	"to the process and ends with it."

static const struct argp_option no_options[] = { { 0 } };

static const struct ht_guest_syntax allow_syntax = {
	.options = no_options,
	.args_doc = "PID...|all",
	.doc = "Let the VMs of these processes trace, or those of everybody.\v" DOC_PID
	       " A process may be allowed before it has a VM: so a boot is traced from its "
	       "beginning.\n\n"
	       "Example:\n"
	       "  sudo hypertrace guest allow 4242\n"
	       "  sudo sh -c 'hypertrace guest allow $$ && exec qemu ...'" HT_GUEST_DOC_STATUS,
	.missing = "which process? 'hypertrace guest list' lists those with VMs",
	.min = 1,
	.max = INT_MAX,
};

static const struct ht_guest_syntax deny_syntax = {
	.options = no_options,
	.args_doc = "PID...|all",
	.doc = "Take back what 'hypertrace guest allow' gave.\v" DOC_PID
	       " 'deny all' leaves nobody allowed.\n\n"
	       "Example:\n"
	       "  sudo hypertrace guest deny 4242\n"
	       "  sudo hypertrace guest deny all" HT_GUEST_DOC_STATUS,
	.missing = "which process? 'hypertrace guest list' lists those with VMs",
	.min = 1,
	.max = INT_MAX,
};

/* What the kernel's errors mean for this one file. */
static int policy_failed(struct ht_err *err, int ret, const char *text)
{
	if (ret == -E2BIG)
		return ht_err_set(err, ret,
				  "too many processes are allowed: deny one, or allow all");
	if (ret != -ESRCH)
		return ht_guest_write_failed(err, ret, HT_GUEST_ALLOW, text);
	if (*text == '+')
		return ht_err_set(err, ret,
				  "no process %s: 'hypertrace guest list' lists those with VMs",
				  text + 1);
	return ht_err_set(err, ret,
			  "process %s was not allowed; 'hypertrace guest list' says who is",
			  text + 1);
}

/**
 * ht_guest_policy_write() - change whose VMs may trace
 * @text: "all", "none", "+PID" or "-PID"
 * @err: says what is wrong
 *
 * Return: 0, -ESRCH (no such process; or it was not allowed), -E2BIG, or what writing failed with.
 */
int ht_guest_policy_write(const char *text, struct ht_err *err)
{
	int ret = ht_guest_write(HT_GUEST_ALLOW, text);

	return ret ? policy_failed(err, ret, text) : 0;
}

/*
 * While everybody is allowed, the kernel may take back a single process's permission, too, but that
 * changes nothing: who denies it must not believe that it did.
 */
static int check_denial(struct ht_err *err)
{
	char allow[HT_GUEST_TEXT];

	if (ht_sys_line(allow, sizeof(allow), HT_GUEST_ALLOW) < 0 || strcmp(allow, "all"))
		return 0;
	return ht_err_set(err, -EBUSY,
			  "everybody is allowed, so one cannot be denied: 'sudo hypertrace guest "
			  "deny all', then allow the others");
}

static int change_pids(const struct ht_guest_args *args, char sign, struct ht_guests *guests,
		       struct ht_err *err)
{
	int *pids = calloc(args->count, sizeof(*pids));
	int ret = pids ? ht_guests_read(guests, err) : ht_err_nomem(err);
	char text[16];
	int i;

	for (i = 0; !ret && i < args->count; i++)
		ret = ht_guest_find_pid(guests, args->words[i], &pids[i], err);
	if (!ret && sign == '-')
		ret = check_denial(err);
	for (i = 0; !ret && i < args->count; i++) {
		snprintf(text, sizeof(text), "%c%d", sign, pids[i]);
		ret = ht_guest_policy_write(text, err);
	}
	free(pids);
	return ret;
}

static bool has_all(const struct ht_guest_args *args)
{
	int i;

	for (i = 0; i < args->count; i++) {
		if (!strcmp(args->words[i], "all"))
			return true;
	}
	return false;
}

static int policy_main(const struct ht_guest_syntax *syntax, char sign, int argc, char **argv)
{
	struct ht_guests guests = { 0 };
	struct ht_err err = { "" };
	struct ht_guest_args args;
	int ret;

	ht_guest_parse(syntax, argc, argv, &args);
	if (has_all(&args) && args.count > 1) {
		ht_err_set(&err, -EINVAL, "'all' stands alone: it replaces single processes");
		return ht_guest_usage(&err);
	}
	if (has_all(&args))
		ret = ht_guest_policy_write(sign == '+' ? "all" : "none", &err);
	else
		ret = change_pids(&args, sign, &guests, &err);
	return ht_guest_finish(ret, &guests, &err);
}

/**
 * ht_guest_allow_main() - hypertrace guest allow
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_guest_allow_main(int argc, char **argv)
{
	return policy_main(&allow_syntax, '+', argc, argv);
}

/**
 * ht_guest_deny_main() - hypertrace guest deny
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_guest_deny_main(int argc, char **argv)
{
	return policy_main(&deny_syntax, '-', argc, argv);
}
