# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What the scripts that make initramfs images share.

# depmod and modprobe only look at files here, which needs no root, but Debian keeps them from users.
PATH=$PATH:/usr/sbin:/sbin

# add_program ROOT PROGRAM [DEST]: a program with every library it needs.
add_program() {
	local root=$1 program=$2 dest=${3:-/usr/bin/${2##*/}} lib
	install -D "$(readlink -f "$program")" "$root$dest"
	for lib in $(ldd "$program" 2>/dev/null | grep -o '/[^ ]*'); do
		[ -e "$root$lib" ] || install -D "$(readlink -f "$lib")" "$root$lib"
	done
}

# add_kmod ROOT COMMAND...: kmod, under the names it goes by.
add_kmod() {
	local root=$1 command
	shift
	add_program "$root" /bin/kmod /bin/kmod
	for command; do
		ln -s ../bin/kmod "$root/sbin/$command"
	done
}

# add_busybox ROOT: with a link for each of its commands that is not there already.
add_busybox() {
	local root=$1 busybox name
	busybox=$(command -v busybox)
	install -D "$busybox" "$root/bin/busybox"
	for name in $(busybox --list); do
		[ -e "$root/bin/$name" ] || [ -e "$root/usr/bin/$name" ] || [ -e "$root/sbin/$name" ] ||
			ln -s busybox "$root/bin/$name"
	done
}

# add_modules ROOT KROOT RELEASE NAME...: modules of the distribution's kernel with what they depend on,
# stripped: an emulated CPU reads and checks every byte of them.
add_modules() {
	local root=$1 kroot=$2 release=$3 name file
	shift 3
	[ -e "$kroot/lib/modules/$release/modules.dep.bin" ] || depmod -b "$kroot" "$release"
	for name; do
		modprobe -d "$kroot" -S "$release" --show-depends "$name" 2>/dev/null |
			sed -n 's/^insmod \([^ ]*\).*/\1/p' |
			while read -r file; do
				mkdir -p "$(dirname "$root${file#"$kroot"}")"
				strip --strip-debug -R .BTF -o "$root${file#"$kroot"}" "$file"
			done
	done
	mkdir -p "$root/lib/modules/$release"
	cp "$kroot/lib/modules/$release"/modules.{builtin,builtin.modinfo,order} \
		"$root/lib/modules/$release/"
}

# add_our_modules ROOT RELEASE FILE.ko...: without debug information, where they override stock ones.
add_our_modules() {
	local root=$1 release=$2 file dir
	dir=$root/lib/modules/$release/updates
	shift 2
	mkdir -p "$dir"
	for file; do
		strip --strip-debug -o "$dir/${file##*/}" "$file"
	done
	depmod -b "$root" "$release"
}

# pack ROOT FILE: a cpio archive that a kernel unpacks, owned by root, the same for the same content.
pack() {
	find "$1" -exec touch -h -d @0 {} +
	(cd "$1" && find . -print0 | LC_ALL=C sort -z |
		cpio --null --create --format=newc --owner=0:0 --reproducible --quiet) >"$2"
}
