#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the emulated host: the command itself, which has to say that this is no hardware.
# Between IPIs, a vCPU would poll before it sleeps.
echo 0 >/sys/module/kvm/parameters/halt_poll_ns
hypertrace bench --csv --rounds 3 >/out/exits.emulated || exit 1
grep -q '^# mode: emulated' /out/exits.emulated || { echo "bench: failed: not labelled" && exit 1; }
