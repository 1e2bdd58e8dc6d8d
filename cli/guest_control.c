// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace guest enable, disable, limit and exits: what is done with a VM. Every argument is
 * understood before the first VM is touched, so that a slip in the last does not leave the others
 * half done.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "guest_args.h"
#include "guest_class.h"
#include "guest_find.h"
#include "guest_sysfs.h"
#include "sysroot.h"

#define DOC_CLASSES                                                                                \
	"CLASS is boot, user, sched, syscall, irq, softirq, fault, func or all; several are "      \
	"separated by commas."

static const struct argp_option class_options[] = {
	{ "all-vms", HT_GUEST_KEY_ALL_VMS, NULL, 0, "Every VM there is now", 0 },
	{ 0 },
};

static const struct argp_option limit_options[] = {
	{ "rate", HT_GUEST_KEY_RATE, "BYTES", 0,
	  "Take no more than so many bytes of records a second; 0 or none: no limit", 0 },
	{ "quota", HT_GUEST_KEY_QUOTA, "BYTES", 0,
	  "Take no more than so many bytes of records in all; 0 or none: no limit", 0 },
	{ "all-vms", HT_GUEST_KEY_ALL_VMS, NULL, 0, "Every VM there is now", 0 },
	{ 0 },
};

static const struct ht_guest_syntax enable_syntax = {
	.options = class_options,
	.args_doc = "CLASS[,CLASS...] VM...",
	.doc = "Ask guests to switch event classes on, and let those through.\v" DOC_CLASSES
	       " The others stay as they are. It is the guest that switches, when it next looks.\n\n"
	       "Example:\n"
	       "  sudo hypertrace guest enable sched,irq 1\n"
	       "  sudo hypertrace guest enable all --all-vms" HT_GUEST_DOC_VM HT_GUEST_DOC_STATUS,
	.missing = "which classes, of which VM? E.g. 'sched,irq 1'",
	.min = 2,
	.max = INT_MAX,
};

static const struct ht_guest_syntax disable_syntax = {
	.options = class_options,
	.args_doc = "CLASS[,CLASS...] VM...",
	.doc = "No longer ask guests for event classes, nor let those through.\v" DOC_CLASSES
	       " The others stay as they are.\n\n"
	       "Example:\n"
	       "  sudo hypertrace guest disable syscall,fault 1 2\n"
	       "  sudo hypertrace guest disable func --all-vms" HT_GUEST_DOC_VM HT_GUEST_DOC_STATUS,
	.missing = "which classes, of which VM? E.g. 'sched,irq 1'",
	.min = 2,
	.max = INT_MAX,
};

static const struct ht_guest_syntax limit_syntax = {
	.options = limit_options,
	.args_doc = "VM...",
	.doc = "Limit what is taken from a VM; the rest is lost, and counted.\v"
	       "BYTES may end in K, M or G: 1024, 1024^2, 1024^3 bytes.\n\n"
	       "Example:\n"
	       "  sudo hypertrace guest limit 1 --rate 10M --quota 4G\n"
	       "  sudo hypertrace guest limit 1 --rate none" HT_GUEST_DOC_VM HT_GUEST_DOC_STATUS,
	.missing = "which VM? 'hypertrace guest list' lists them",
	.min = 1,
	.max = INT_MAX,
};

static const struct ht_guest_syntax exits_syntax = {
	.options = class_options,
	.args_doc = "on|off|cpuid VM...",
	.doc = "Count the exits of a VM, or do not; 'cpuid' also lets its programs ask for them by "
	       "CPUID.\vCounting begins from zero, and what was counted is forgotten when it "
	       "ends. 'hypertrace stat' shows it.\n\n"
	       "Example:\n"
	       "  sudo hypertrace guest exits on 1\n"
	       "  sudo hypertrace guest exits cpuid --all-vms" HT_GUEST_DOC_VM HT_GUEST_DOC_STATUS,
	.missing = "on, off or cpuid, and for which VM? E.g. 'on 1'",
	.min = 2,
	.max = INT_MAX,
};

/**
 * struct setting - a file of a VM and what it gets
 * @file: its name, NULL for none
 * @text: the value
 */
struct setting {
	const char *file;
	char text[128];
};

/* What one command writes into each VM, at most. */
#define NR_SETTINGS 2

static int apply(const struct ht_guest *guest, const struct setting *settings, struct ht_err *err)
{
	char path[HT_PATH];
	int ret = 0;
	size_t i;

	for (i = 0; !ret && i < NR_SETTINGS; i++) {
		if (!settings[i].file)
			continue;
		snprintf(path, sizeof(path), HT_GUEST_DIR "/%" PRIu32 "/%s", guest->id,
			 settings[i].file);
		ret = ht_guest_write(path, settings[i].text);
		if (ret)
			ht_guest_write_failed(err, ret, path, settings[i].text);
	}
	return ret;
}

/* Marks the VMs that are meant: those on the command line, or every one. */
static int choose(const struct ht_guests *guests, const struct ht_guest_args *args, int first_vm,
		  bool *chosen, struct ht_err *err)
{
	const struct ht_guest *guest;
	int ret = 0, i;

	if (args->all_vms && !guests->count)
		return ht_guest_none(err);
	memset(chosen, args->all_vms, guests->count);
	for (i = first_vm; !ret && i < args->count; i++) {
		ret = ht_guest_find(guests, args->words[i], &guest, err);
		if (!ret)
			chosen[guest - guests->list] = true;
	}
	return ret;
}

static bool is_gone(const struct ht_guest *guest)
{
	char dir[HT_PATH];

	snprintf(dir, sizeof(dir), HT_GUEST_DIR "/%" PRIu32, guest->id);
	return ht_sys_access(dir, F_OK) == -ENOENT;
}

/* A VM that nobody named and that has just ended is no error: all that are there were done. */
static int apply_all(const struct ht_guests *guests, const struct ht_guest_args *args,
		     const bool *chosen, const struct setting *settings, struct ht_err *err)
{
	struct ht_err failure;
	size_t i;
	int ret;

	for (i = 0; i < guests->count; i++) {
		if (!chosen[i])
			continue;
		failure = (struct ht_err){ "" };
		ret = apply(&guests->list[i], settings, &failure);
		if (ret && !(args->all_vms && is_gone(&guests->list[i])))
			return ht_err_set(err, ret, "%s", failure.text);
	}
	return 0;
}

/* Whoever asks a VM for events should know why none will come. */
static void note_denied(const struct ht_guests *guests, const bool *chosen)
{
	struct ht_err note;
	size_t i;

	for (i = 0; i < guests->count; i++) {
		const struct ht_guest *guest = &guests->list[i];

		if (!chosen[i] || guest->allowed)
			continue;
		note = (struct ht_err){ "" };
		ht_err_set(&note, 0,
			   "done, but VM %" PRIu32 " may not trace yet: sudo hypertrace "
			   "guest allow %d",
			   guest->id, guest->pid);
		ht_err_print(&note);
	}
}

/**
 * struct change - what a command does
 * @first_vm: where among its arguments the VMs begin
 * @asks: VMs should begin to send something
 * @settings: what is written, in this order
 */
struct change {
	int first_vm;
	bool asks;
	struct setting settings[NR_SETTINGS];
};

static int make_change(const struct ht_guest_args *args, const struct change *change)
{
	struct ht_err err = { "" };
	struct ht_guests guests;
	bool *chosen = NULL;
	int ret = ht_guests_read(&guests, &err);

	if (!ret) {
		chosen = calloc(guests.count + 1, sizeof(*chosen));
		ret = chosen ? choose(&guests, args, change->first_vm, chosen, &err) :
			       ht_err_nomem(&err);
	}
	ret = ret ?: apply_all(&guests, args, chosen, change->settings, &err);
	if (!ret && change->asks)
		note_denied(&guests, chosen);
	free(chosen);
	return ht_guest_finish(ret, &guests, &err);
}

/* @files: in the order they are written. */
static int class_main(const struct ht_guest_syntax *syntax, struct change *change,
		      const char *const files[NR_SETTINGS], int argc, char **argv)
{
	struct ht_guest_args args;
	struct ht_err err = { "" };
	uint64_t mask;
	size_t i;

	ht_guest_parse(syntax, argc, argv, &args);
	if (ht_guest_class_parse(args.words[0], &mask, &err))
		return ht_guest_usage(&err);
	for (i = 0; i < NR_SETTINGS; i++) {
		change->settings[i].file = files[i];
		ht_guest_class_words(change->settings[i].text, sizeof(change->settings[i].text),
				     mask, change->asks ? "+" : "-");
	}
	return make_change(&args, change);
}

/**
 * ht_guest_enable_main() - hypertrace guest enable
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * A class is let through before the guest is asked for it, so that its first events are not lost.
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_guest_enable_main(int argc, char **argv)
{
	static const char *const files[NR_SETTINGS] = { "events_allow", "events_want" };
	struct change change = { .first_vm = 1, .asks = true };

	return class_main(&enable_syntax, &change, files, argc, argv);
}

/**
 * ht_guest_disable_main() - hypertrace guest disable
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_guest_disable_main(int argc, char **argv)
{
	static const char *const files[NR_SETTINGS] = { "events_want", "events_allow" };
	struct change change = { .first_vm = 1 };

	return class_main(&disable_syntax, &change, files, argc, argv);
}

static void set_bytes(struct setting *setting, const char *file, uint64_t bytes)
{
	setting->file = file;
	snprintf(setting->text, sizeof(setting->text), "%" PRIu64, bytes);
}

/**
 * ht_guest_limit_main() - hypertrace guest limit
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_guest_limit_main(int argc, char **argv)
{
	struct change change = { 0 };
	struct ht_guest_args args;
	struct ht_err err = { "" };

	ht_guest_parse(&limit_syntax, argc, argv, &args);
	if (!args.has_rate && !args.has_quota) {
		ht_err_set(&err, -EINVAL, "which limit? --rate, --quota or both");
		return ht_guest_usage(&err);
	}
	if (args.has_rate)
		set_bytes(&change.settings[0], "rate", args.rate);
	if (args.has_quota)
		set_bytes(&change.settings[1], "quota", args.quota);
	return make_change(&args, &change);
}

/**
 * ht_guest_exits_main() - hypertrace guest exits
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_guest_exits_main(int argc, char **argv)
{
	/* Nobody may ask for what is not counted, not even for a moment. */
	static const struct {
		const char *word;
		struct setting settings[NR_SETTINGS];
	} words[] = {
		{ "on", { { "exits", "1" }, { "exits_cpuid", "0" } } },
		{ "off", { { "exits_cpuid", "0" }, { "exits", "0" } } },
		{ "cpuid", { { "exits", "1" }, { "exits_cpuid", "1" } } },
	};
	struct change change = { .first_vm = 1 };
	struct ht_guest_args args;
	struct ht_err err = { "" };
	size_t i;

	ht_guest_parse(&exits_syntax, argc, argv, &args);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(args.words[0], words[i].word))
			continue;
		memcpy(change.settings, words[i].settings, sizeof(change.settings));
		return make_change(&args, &change);
	}
	ht_err_set(&err, -EINVAL, "'%s'? It is on, off or cpuid", args.words[0]);
	return ht_guest_usage(&err);
}
