/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One failure, in words for the person at the terminal. Code below the commands never prints: it
 * fills one of these and returns a negative errno; the command prints it, once.
 */
#ifndef HT_ERR_H
#define HT_ERR_H

/**
 * struct ht_err - why something failed and what to do next
 * @text: one line without the program's name and without a newline; empty: nothing failed
 */
struct ht_err {
	char text[1024];
};

int ht_err_set(struct ht_err *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int ht_err_nomem(struct ht_err *err);
void ht_err_print(const struct ht_err *err);

#endif /* HT_ERR_H */
