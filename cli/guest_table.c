// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who a VM is, in a row of a table.
 */
#include <inttypes.h>

#include "guest_table.h"
#include "text.h"

/**
 * ht_cells_of_guest() - who a VM is: the first columns "VM", "PID" and "process"
 * @cells: three or more
 * @guest: the VM
 *
 * Return: how many were filled.
 */
size_t ht_cells_of_guest(struct ht_cell *cells, const struct ht_guest *guest)
{
	ht_cell_set(&cells[0], "%" PRIu32, guest->id);
	ht_cell_set(&cells[1], "%d", guest->pid);
	ht_cell_set(&cells[2], "-");
	if (guest->comm[0])
		ht_text_escape(cells[2].text, sizeof(cells[2].text), guest->comm);
	return 3;
}
