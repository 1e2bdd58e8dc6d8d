# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
# TAP inside guests: their shell is BusyBox', their output a slow serial line. Source it, call ok and
# is, end with "tap_end"; the exit status says whether all of it was ok.
tap_count=0 tap_failed=0

ok() { # ok CONDITION-STATUS NAME
	tap_count=$((tap_count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tap_count - $2"
	else
		echo "not ok $tap_count - $2"
		tap_failed=1
	fi
}

is() { # is GOT WANTED NAME
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || echo "# got '$1', wanted '$2'"
}

tap_end() {
	echo "1..$tap_count"
	return $tap_failed
}
