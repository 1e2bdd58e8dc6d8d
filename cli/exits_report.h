/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The report about exits: the same for people and for programs.
 */
#ifndef HT_EXITS_REPORT_H
#define HT_EXITS_REPORT_H

#include "err.h"
#include "exits_args.h"
#include "exits_model.h"
#include "phase_rows.h"
#include "phase_track.h"

/**
 * struct ht_exits_report - what is reported
 * @args: what the user asked for
 * @model: a finished model
 * @track: what was looked for of phases
 */
struct ht_exits_report {
	const struct ht_exits_args *args;
	struct ht_exits_model *model;
	const struct ht_phase_track *track;
};

int ht_exits_choose(const struct ht_exits_report *report, struct ht_err *err);
bool ht_exits_is_chosen(const struct ht_exits_report *report, const struct ht_exits_vm *vm);
const struct ht_growth *ht_exits_growth(const struct ht_exits_vm *vm);
bool ht_exits_put_initcalls(void *data, const struct ht_boot *boot, struct ht_store *store);
int ht_exits_phases_init(struct ht_phase_rows *rows, const struct ht_exits_report *report,
			 const struct ht_exits_vm *vm);

int ht_exits_print_text(const struct ht_exits_report *report);
int ht_exits_print_json(const struct ht_exits_report *report);

#endif /* HT_EXITS_REPORT_H */
