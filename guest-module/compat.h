/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between kernels, and nothing else.
 */
#ifndef HT_COMPAT_H
#define HT_COMPAT_H

#include <linux/kconfig.h>
#include <linux/version.h>

/*
 * Returns of functions are traced by rethook, as it is from Linux 6.0 to 6.5. Since then it makes
 * its nodes itself, and its handler takes another argument. func_exit.c finds it by kprobes when it
 * is in a module, and cannot call what it finds where indirect calls have to land on a mark.
 */
#if LINUX_VERSION_MAJOR != 6 || LINUX_VERSION_PATCHLEVEL > 5
#define HT_FUNC_EXIT_SUPPORTED 0
#elif defined(CONFIG_X86_KERNEL_IBT) || defined(CONFIG_CFI_CLANG)
#define HT_FUNC_EXIT_SUPPORTED 0
#else
#define HT_FUNC_EXIT_SUPPORTED                                                                     \
	(IS_ENABLED(CONFIG_RETHOOK) && IS_ENABLED(CONFIG_KPROBES) &&                               \
	 IS_ENABLED(CONFIG_DYNAMIC_FTRACE_WITH_REGS))
#endif

#endif /* HT_COMPAT_H */
