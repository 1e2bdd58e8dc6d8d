/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What events of guests say of their VM's life.
 */
#ifndef HT_LIFE_GUEST_H
#define HT_LIFE_GUEST_H

#include "life.h"

bool ht_life_is_guest_event(const struct ht_event *event);
int ht_life_guest_event(struct ht_lives *lives, const struct ht_event *event);

#endif /* HT_LIFE_GUEST_H */
