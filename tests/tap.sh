# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# TAP for the suites that are shell scripts: source it, call ok, end with tap_end.

tap_count=0 tap_failed=0

# ok STATUS NAME [FILE]: one test; FILE explains a failure.
ok() {
	tap_count=$((tap_count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tap_count - $2"
		return
	fi
	echo "not ok $tap_count - $2"
	tap_failed=1
	sed 's/^/# /' "${3:-/dev/null}"
}

tap_end() {
	echo "1..$tap_count"
	exit $tap_failed
}
