/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The report about migrations: the same for people and for programs.
 */
#ifndef HT_MOVES_REPORT_H
#define HT_MOVES_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "moves_model.h"

/**
 * struct ht_moves_report - what is reported
 * @model: a finished model
 * @vm: the one VM, as it was typed; NULL: all
 * @top: at most so many rows a table
 */
struct ht_moves_report {
	const struct ht_moves_model *model;
	const char *vm;
	size_t top;
};

bool ht_moves_is_chosen(const struct ht_moves_report *report, const struct ht_moves_vm *vm);

int ht_moves_print_text(const struct ht_moves_report *report, struct ht_err *err);
int ht_moves_print_json(const struct ht_moves_report *report, struct ht_err *err);

void ht_moves_print_vcpus(const struct ht_moves_vm *vm);
void ht_moves_print_whys(const struct ht_moves *moves);
int ht_moves_print_places(const struct ht_moves_vm *vm, size_t top);
void ht_moves_print_list(const struct ht_moves_report *report, const struct ht_moves_vm *vm);
void ht_moves_print_pings(const struct ht_moves_vm *vm);

#endif /* HT_MOVES_REPORT_H */
