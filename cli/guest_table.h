/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMs in tables.
 */
#ifndef HT_GUEST_TABLE_H
#define HT_GUEST_TABLE_H

#include <stddef.h>

#include "guest_sysfs.h"
#include "table.h"

size_t ht_cells_of_guest(struct ht_cell *cells, const struct ht_guest *guest);

#endif /* HT_GUEST_TABLE_H */
