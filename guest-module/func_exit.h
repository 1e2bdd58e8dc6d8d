/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Returns of functions, for func.c.
 */
#ifndef HT_FUNC_EXIT_H
#define HT_FUNC_EXIT_H

#include <linux/err.h>

#include "compat.h"

struct pt_regs;
struct rethook;

#if HT_FUNC_EXIT_SUPPORTED
struct rethook *ht_func_exits_create(void);
void ht_func_exits_destroy(struct rethook *exits);
void ht_func_exit_hook(struct rethook *exits, unsigned long func, unsigned long parent,
		       struct pt_regs *regs);
#else
static inline struct rethook *ht_func_exits_create(void)
{
	return ERR_PTR(-EOPNOTSUPP);
}

static inline void ht_func_exits_destroy(struct rethook *exits)
{
}

static inline void ht_func_exit_hook(struct rethook *exits, unsigned long func,
				     unsigned long parent, struct pt_regs *regs)
{
}
#endif

#endif /* HT_FUNC_EXIT_H */
