#!/bin/sh
# SPDX-License-Identifier: MIT
#
# inroot.sh ROOT DIR COMMAND... -- furnish fresh mount, network and pid
# namespaces and become their first process.  Only engine.sh calls this.
# ROOT "/" is this machine's own root.  Nothing done here is seen outside.

set -eu

root=${1%/} dir=$2
shift 2

mount --make-rprivate /

if [ -n "$root" ]; then
	# pivot_root wants a mount point; DIR keeps its path inside, so that
	# sockets, state and bind mounts are named alike on both sides.
	mount --bind "$root" "$root"
	mkdir -p "$root$dir"
	mount --bind "$dir" "$root$dir"
	mount --rbind /sys "$root/sys"
	mount --rbind /dev "$root/dev"
fi

mount -t proc proc "$root/proc"
# Podman keeps its lock table in /dev/shm: two engines must not share it.
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
# Pid files, containerd, libpod's state: private, and gone with the engine.
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir -p "$root/run/lock" "$root/run/netns"
# Podman's cache, whatever its configuration says.
mkdir -p "$root/var/lib/containers"
mount -t tmpfs tmpfs "$root/var/lib/containers"
# Without this an engine would load an AppArmor profile into the kernel.
[ ! -d "$root/sys/kernel/security" ] ||
	mount -t tmpfs -o ro tmpfs "$root/sys/kernel/security"

# crun refuses the mixture of both kinds of cgroups.
[ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] ||
	umount "$root/sys/fs/cgroup/unified" 2> /dev/null || :

ip link set lo up

if [ -n "$root" ]; then
	# Not chroot: Podman's own "top" would list the machine's processes.
	cd "$root"
	mkdir -p mnt
	pivot_root . mnt
	cd /
	umount -l /mnt
fi

# Reaps orphans, passes signals on.
exec catatonit -- "$@"
