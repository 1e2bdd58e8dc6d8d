#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the emulated host: the same guest with LTTng recording and without.
modprobe kvm-hypertrace
start-guest --name off --append "bench.mode=off" || exit 1
trace-session start-guest --name on --append "bench.mode=recording"
