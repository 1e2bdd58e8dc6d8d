/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypertrace report …
 */
#ifndef HT_REPORT_H
#define HT_REPORT_H

int ht_report_boot_main(int argc, char **argv);
int ht_report_exits_main(int argc, char **argv);
int ht_report_migrations_main(int argc, char **argv);
int ht_report_overview_main(int argc, char **argv);
int ht_report_panic_main(int argc, char **argv);
int ht_report_shutdown_main(int argc, char **argv);

#endif /* HT_REPORT_H */
