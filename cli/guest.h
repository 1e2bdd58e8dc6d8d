/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypertrace guest …: control and counters of traced VMs, on their host.
 */
#ifndef HT_GUEST_H
#define HT_GUEST_H

#include "err.h"

int ht_guest_list_main(int argc, char **argv);
int ht_guest_show_main(int argc, char **argv);
int ht_guest_watch_main(int argc, char **argv);
int ht_guest_allow_main(int argc, char **argv);
int ht_guest_deny_main(int argc, char **argv);
int ht_guest_enable_main(int argc, char **argv);
int ht_guest_disable_main(int argc, char **argv);
int ht_guest_limit_main(int argc, char **argv);
int ht_guest_exits_main(int argc, char **argv);

int ht_guest_policy_write(const char *text, struct ht_err *err);

#endif /* HT_GUEST_H */
