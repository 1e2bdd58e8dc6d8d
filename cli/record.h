/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypertrace record and load.
 */
#ifndef HT_RECORD_H
#define HT_RECORD_H

int ht_record_main(int argc, char **argv);
int ht_load_main(int argc, char **argv);

#endif /* HT_RECORD_H */
