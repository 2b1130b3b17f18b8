#!/bin/sh
# SPDX-License-Identifier: MIT
#
# mkbase.sh OUT.tar -- the file system of a tiny image: busybox, its applets
# and two accounts.  Needs busybox-static and no rights.  The same busybox
# gives the same bytes on every run.

set -eu

die()
{
	echo "mkbase.sh: $1" >&2
	exit 1
}

[ $# -eq 1 ] || die "usage: mkbase.sh OUT.tar"
out=$1
busybox=$(command -v busybox) || die "no busybox: install busybox-static"

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
trap 'exit 130' INT TERM

chmod 755 "$tree"
for dir in bin dev etc proc root sys tmp; do
	mkdir "$tree/$dir"
	chmod 755 "$tree/$dir"
done
chmod 1777 "$tree/tmp"

cp "$busybox" "$tree/bin/busybox"
chmod 755 "$tree/bin/busybox"
for applet in $("$busybox" --list); do
	[ "$applet" = busybox ] || ln -s busybox "$tree/bin/$applet"
done

cat > "$tree/etc/passwd" <<'END'
root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/false
END
cat > "$tree/etc/group" <<'END'
root:x:0:
nogroup:x:65534:
END
chmod 644 "$tree/etc/passwd" "$tree/etc/group"

# Names, times and owners are pinned; nothing of this machine gets in.
tar --sort=name --mtime=@0 --numeric-owner --owner=0 --group=0 \
	-C "$tree" -cf "$out" .
