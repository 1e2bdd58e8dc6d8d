/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/hypertrace: events that programs report (hypertrace/user.h).
 */
#ifndef HT_USER_H
#define HT_USER_H

int ht_user_init(void);
void ht_user_exit(void);

#endif /* HT_USER_H */
