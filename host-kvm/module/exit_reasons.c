// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/* libhypercall, compiled into this module. */
#include "../../libhypercall/exits.c"
