#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# No guest but the command's own is started.
