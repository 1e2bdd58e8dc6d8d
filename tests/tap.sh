# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
# TAP for the suites that are shell scripts, and for what runs in guests, whose shell is BusyBox':
# source it, call ok and is, end with tap_end. Guests know it as guest-tap.sh.

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

is() { # is GOT WANTED NAME
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || echo "# got '$1', wanted '$2'"
}

# The script's last command: its status says whether all of it was ok.
tap_end() {
	echo "1..$tap_count"
	return $tap_failed
}

# told FILE…: what is wrong, as a problem: there is one, even if nothing was said
told() {
	echo "not what was wanted:"
	cat "$@"
}
