/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clocks in a CTF trace's metadata.
 */
#ifndef HT_CTF_CLOCKS_H
#define HT_CTF_CLOCKS_H

int ht_ctf_one_clock(const char *dir);

#endif /* HT_CTF_CLOCKS_H */
