// SPDX-License-Identifier: GPL-2.0-only
/*
 * detect: what discovery says in this guest, as "host VM-ID ABI FEATURES" or "none ERRNO".
 */
#include <stdio.h>

#include <hypertrace/vmcall.h>

int main(void)
{
	struct ht_host host;
	int ret = ht_host_detect(&host);

	if (ret)
		printf("none %d\n", ret);
	else
		printf("host %u %#x %#x\n", host.vm_id, host.abi_version, host.features);
	return 0;
}
