// SPDX-License-Identifier: GPL-2.0-only
/* ring_vm GROUP: run a group of tests, in the emulated host, as root. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ring_vm.h"

/* A VM that does nothing, until this program is killed; scenario.sh says what for. */
static void hold(void)
{
	struct vm vm;

	vm_create(&vm);
	puts("# holding");
	fflush(stdout);
	alarm(0);
	pause();
}

static const struct {
	const char *name;
	void (*run)(void);
} groups[] = {
	{ "open", test_open },	     { "calls", test_calls },	    { "exits", test_exits },
	{ "content", test_content }, { "scribble", test_scribble }, { "memory", test_memory },
	{ "limits", test_limits },   { "volume", test_volume },	    { "hold", hold },
};

int main(int argc, char **argv)
{
	size_t i;

	/* A host that hangs is a failure, too. */
	alarm(90);
	for (i = 0; argc == 2 && i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (strcmp(argv[1], groups[i].name))
			continue;
		groups[i].run();
		puts("# done");
		return 0;
	}
	fprintf(stderr,
		"usage: ring_vm open|calls|exits|content|scribble|memory|limits|volume|hold\n");
	return 2;
}
