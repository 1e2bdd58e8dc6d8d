/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the terminal can show: colours, and characters for bars.
 */
#ifndef HT_TERM_H
#define HT_TERM_H

enum ht_color {
	HT_COLOR_NONE,
	HT_COLOR_STRONG,
	HT_COLOR_DIM,
	HT_COLOR_GOOD,
	HT_COLOR_WARN,
	HT_COLOR_BAD,
};

void ht_term_init(void);
void ht_term_look(void);
const char *ht_term_begin(enum ht_color color);
const char *ht_term_end(enum ht_color color);
const char *ht_term_bar(void);

#endif /* HT_TERM_H */
