/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Any event of a guest as one short line.
 */
#ifndef HT_EVENT_TEXT_H
#define HT_EVENT_TEXT_H

#include <stddef.h>
#include <view.h>

void ht_event_line(const struct ht_view *view, char *out, size_t size);

#endif /* HT_EVENT_TEXT_H */
