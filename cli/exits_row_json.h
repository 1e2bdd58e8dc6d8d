/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exits for programs: the same object in a report and live.
 */
#ifndef HT_EXITS_ROW_JSON_H
#define HT_EXITS_ROW_JSON_H

#include "exits_rows.h"
#include "json.h"

const char *ht_exits_isa_word(uint32_t isa);
void ht_exits_put_ns(struct ht_json *object, const char *key, uint64_t cycles, uint32_t khz);
void ht_exits_put_counts(struct ht_json *object, const struct ht_exits_vm *vm,
			 const struct ht_exits_row *row);
void ht_exits_row_json(struct ht_json *object, const struct ht_exits_row *row,
		       const struct ht_exit_counts *total, enum ht_exits_by by);

#endif /* HT_EXITS_ROW_JSON_H */
