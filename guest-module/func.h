/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which functions of the kernel are traced, and whether their returns are too.
 */
#ifndef HT_FUNC_H
#define HT_FUNC_H

#include <linux/errno.h>
#include <linux/types.h>

#include "transport.h"

enum ht_func_list {
	HT_FUNC_FILTER, /* functions to trace */
	HT_FUNC_NOTRACE, /* functions not to trace though they are in the other */
};

/* Room for a list, its end included. */
#define HT_FUNC_LIST_SIZE 1024

#ifdef CONFIG_DYNAMIC_FTRACE
ssize_t ht_func_list_show(enum ht_func_list which, char *buf);
int ht_func_list_set(enum ht_func_list which, const char *list);
bool ht_func_exit_wanted(void);
int ht_func_exit_want(bool wanted);
u64 ht_func_missed(void);
void ht_func_miss(void);

/**
 * ht_func_write - report that a function is entered or returns
 * @type: HT_REC_FUNC_ENTRY or HT_REC_FUNC_EXIT
 * @func: the function
 * @parent: where it returns to
 *
 * Any context, preemption off.
 */
static __always_inline void ht_func_write(u8 type, unsigned long func, unsigned long parent)
{
	struct ht_rec_func *rec;
	struct ht_write w;

	rec = ht_write_begin(&w, type, sizeof(*rec));
	if (!rec)
		return;
	rec->func = func;
	rec->parent = parent;
	ht_write_end(&w);
}
#else
static inline ssize_t ht_func_list_show(enum ht_func_list which, char *buf)
{
	return -EOPNOTSUPP;
}

static inline int ht_func_list_set(enum ht_func_list which, const char *list)
{
	return -EOPNOTSUPP;
}

static inline bool ht_func_exit_wanted(void)
{
	return false;
}

static inline int ht_func_exit_want(bool wanted)
{
	return -EOPNOTSUPP;
}

static inline u64 ht_func_missed(void)
{
	return 0;
}
#endif

#endif /* HT_FUNC_H */
