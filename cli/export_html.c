// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "export.h"

int ht_export_html(struct ht_export *export, struct ht_err *err)
{
	return ht_err_set(err, -ENOSYS, "%s: not written yet", export->out);
}
