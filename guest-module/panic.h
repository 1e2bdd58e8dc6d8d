/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last words of a kernel in trouble.
 */
#ifndef HT_PANIC_H
#define HT_PANIC_H

void ht_panic_init(void);
void ht_panic_exit(void);

#endif /* HT_PANIC_H */
