/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of the machine that is looked at: this one's, or in tests a directory that plays one.
 */
#ifndef HT_SYSROOT_H
#define HT_SYSROOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* Longest path that is put together here. */
#define HT_PATH 1024

bool ht_sys_is_fake(void);
void ht_sys_path(char *out, size_t size, const char *path);
FILE *ht_sys_open(const char *path);
ssize_t ht_sys_read(char *out, size_t size, const char *path);
ssize_t ht_sys_line(char *out, size_t size, const char *path);
int ht_sys_access(const char *path, int mode);
bool ht_sys_on_path(const char *program);
bool ht_sys_has_word(const char *path, const char *word, char *line, size_t size);

#endif /* HT_SYSROOT_H */
