/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The report about panics: the same model for people and for programs.
 */
#ifndef HT_PANIC_REPORT_H
#define HT_PANIC_REPORT_H

#include "err.h"
#include "panic_model.h"

/**
 * struct ht_panic_report - what is reported
 * @model: a finished model
 * @vm: the one VM, as it was typed; NULL: all
 */
struct ht_panic_report {
	const struct ht_panic_model *model;
	const char *vm;
};

int ht_panic_choose(const struct ht_panic_report *report, struct ht_err *err);
bool ht_panic_is_chosen(const struct ht_panic_report *report, const struct ht_panic_life *life);
bool ht_panic_has_scene(const struct ht_panic_life *life);
const struct ht_fall *ht_panic_head(const struct ht_panic_life *life);
const char *ht_fall_symbol(const struct ht_fall *fall);
uint64_t ht_fall_missing(const struct ht_fall *fall);

void ht_panic_print_frames(const char *title, const struct ht_fall *fall);
int ht_panic_print_tail(const struct ht_panic_life *life);
int ht_panic_print_text(const struct ht_panic_report *report, struct ht_err *err);
int ht_panic_print_json(const struct ht_panic_report *report, struct ht_err *err);

#endif /* HT_PANIC_REPORT_H */
