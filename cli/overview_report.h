/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The overview: the same model for people and for programs.
 */
#ifndef HT_OVERVIEW_REPORT_H
#define HT_OVERVIEW_REPORT_H

#include "err.h"
#include "life.h"
#include "vm_choose.h"

/* Most that is worth a look of a VM. */
#define HT_NOTES_MAX 20

/**
 * struct ht_overview - what is reported
 * @lives: a finished model
 * @vm: the one VM, as it was typed; NULL: all
 * @names: of all VMs there are
 */
struct ht_overview {
	const struct ht_lives *lives;
	const char *vm;
	struct ht_vm_names names;
};

/**
 * struct ht_note - something that is worth a look
 * @what: which kind of thing
 * @text: it, printable ASCII
 * @has_ns: it is a duration, @ns
 * @ns: see @has_ns
 * @boot: the boot it is of, 0: of none
 * @see: the command that shows more, without "hypertrace", or NULL
 */
struct ht_note {
	const char *what;
	char text[240];
	bool has_ns;
	int64_t ns;
	uint32_t boot;
	const char *see;
};

size_t ht_overview_notes(const struct ht_lives *lives, const struct ht_life *life,
			 struct ht_note *notes);
bool ht_overview_has(const struct ht_overview *overview, const struct ht_life *life);
void ht_overview_print_text(const struct ht_overview *overview);
int ht_overview_print_json(const struct ht_overview *overview, struct ht_err *err);

#endif /* HT_OVERVIEW_REPORT_H */
