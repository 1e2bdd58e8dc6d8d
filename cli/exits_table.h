/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tables of the report about exits.
 */
#ifndef HT_EXITS_TABLE_H
#define HT_EXITS_TABLE_H

#include "exits_rows.h"
#include "phase_rows.h"

void ht_exits_print_rows(const char *title, const struct ht_exits_rows *rows, size_t top);
int ht_exits_print_phases(const char *title, const struct ht_exits_vm *vm,
			  struct ht_phase_rows *rows, size_t top);
void ht_exits_print_growth(const struct ht_exits_vm *vm, const struct ht_growth *growth);

#endif /* HT_EXITS_TABLE_H */
