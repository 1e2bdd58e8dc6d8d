/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A CTF trace's metadata, as others can read it.
 */
#ifndef HT_CTF_METADATA_H
#define HT_CTF_METADATA_H

int ht_ctf_metadata_adapt(const char *dir);

#endif /* HT_CTF_METADATA_H */
