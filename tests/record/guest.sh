#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs in the guests of the suite "record". With the word "hang" the VM goes on until somebody ends it,
# and what it does can be seen: it sleeps again and again.
if grep -qw hang /proc/cmdline; then
	echo "guest: hangs"
	while :; do sleep 0.1; done
fi
exit 9
