/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The report about shutdowns: the same model for people and for programs.
 */
#ifndef HT_SHUTDOWN_REPORT_H
#define HT_SHUTDOWN_REPORT_H

#include "err.h"
#include "shutdown_model.h"

/**
 * struct ht_shutdown_report - what is reported
 * @model: a finished model
 * @vm: the one VM, as it was typed; NULL: all
 * @top: at most so many steps of each that finished
 */
struct ht_shutdown_report {
	const struct ht_shutdown_model *model;
	const char *vm;
	size_t top;
};

int ht_shutdown_choose(const struct ht_shutdown_report *report, struct ht_err *err);
bool ht_shutdown_is_chosen(const struct ht_shutdown_report *report,
			   const struct ht_shutdown *shutdown);
int64_t ht_shutdown_total(const struct ht_shutdown *shutdown);
bool ht_shutdown_hung(const struct ht_shutdown *shutdown);
bool ht_down_hangs(const struct ht_shutdown *shutdown, const struct ht_down *down);
bool ht_down_contains(const struct ht_down *down);
int64_t ht_down_self(const struct ht_down *down);

void ht_shutdown_print_phases(const struct ht_shutdown *shutdown);
void ht_shutdown_print_steps(const struct ht_shutdown_report *report,
			     const struct ht_shutdown *shutdown);
void ht_shutdown_print_text(const struct ht_shutdown_report *report);
int ht_shutdown_print_json(const struct ht_shutdown_report *report, struct ht_err *err);

#endif /* HT_SHUTDOWN_REPORT_H */
