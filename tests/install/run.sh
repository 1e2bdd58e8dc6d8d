#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of the installation by DKMS: the real scripts and the real dkms, on a folder that plays the
# machine (HT_SYSROOT), so that this machine is not touched. Prints TAP.
#
#   tests/install/run.sh                          seconds; KVM and LTTng are not really built
#   HT_TEST_DKMS_BUILD=1 tests/install/run.sh     minutes; they are, for the default kernel
#
# Needs root and dkms; 77 says that it could not run.

set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
here=$top/tests/install

[ "$(id -u)" = 0 ] || { echo "1..0 # SKIP needs root"; exit 77; }
for program in dkms gcc depmod setpriv; do
	command -v $program >/dev/null || { echo "1..0 # SKIP no $program"; exit 77; }
done

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
export LC_ALL=C
unset KERNEL TOP HT_SYSROOT

# shellcheck source=tests/command.sh
. "$top/tests/command.sh"

# holds NAME COMMAND…
holds() {
	local name=$1
	shift
	verdict "$name" "$("$@" >/dev/null 2>&1 || echo "does not hold: $*")"
}

# gives NAME STATUS PATTERN COMMAND…: exit status and a line of the output
gives() {
	local name=$1 want=$2 pattern=$3 problem='' status=0

	shift 3
	"$@" >"$tmp/out" 2>&1 || status=$?
	[ "$status" = "$want" ] || problem="exit status $status, not $want;"
	grep -q -e "$pattern" "$tmp/out" || problem="$problem no '$pattern'"
	verdict "$name" "${problem:+$problem; output: $(tail -n 30 "$tmp/out")}"
}

# says NAME PATTERN: the same output has this line, too
says() {
	verdict "$1" "$(grep -q -e "$2" "$tmp/out" || echo "no '$2'")"
}

# shellcheck source=tests/install/machine.sh
. "$here/machine.sh"
# shellcheck source=tests/install/test_refusals.sh
. "$here/test_refusals.sh"
# shellcheck source=tests/install/test_roundtrip.sh
. "$here/test_roundtrip.sh"
# shellcheck source=tests/install/test_real.sh
. "$here/test_real.sh"

tap_end
