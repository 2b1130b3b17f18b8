#!/bin/sh
# SPDX-License-Identifier: MIT
#
# mkroot.sh SUITE ROOT -- a directory with the engines of another Debian
# release, e.g. "mkroot.sh trixie /var/cache/x/trixie".  Needs root, the
# network and mmdebstrap.  The mirror is the one apt of this machine uses.
# ROOT appears only when it is complete.

set -eu

die()
{
	echo "mkroot.sh: $1" >&2
	exit 1
}

[ $# -eq 2 ] || die "usage: mkroot.sh SUITE ROOT"
suite=$1 root=$2
[ ! -e "$root" ] || die "$root exists already"
command -v mmdebstrap > /dev/null || die "no mmdebstrap: install mmdebstrap"

# nftables: netavark of Debian 13 calls nft.  procps: Docker's "top".
packages=docker.io,podman,crun,netavark,aardvark-dns,nftables,iptables
packages=$packages,catatonit,iproute2,mount,procps,ca-certificates

codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
mirror=$(apt-get indextargets --format '$(REPO_URI)' \
	'Created-By: Packages' ${codename:+"Codename: $codename"} |
	head -n 1)
case $mirror in
'')	die "apt of this machine has no mirror to take $suite from" ;;
esac

mkdir -p "$(dirname "$root")"
part=$root.part
rm -rf --one-file-system "$part"
trap 'rm -rf --one-file-system "$part"' EXIT
trap 'exit 130' INT TERM

# Check-Valid-Until: a snapshot mirror, or a clock that runs ahead, must not
# stop the tests; the signature is checked all the same.
mmdebstrap --quiet --variant=apt --include="$packages" \
	--aptopt='Acquire::Check-Valid-Until "false"' \
	--dpkgopt='path-exclude=/usr/share/doc/*' \
	--dpkgopt='path-exclude=/usr/share/man/*' \
	--dpkgopt='path-exclude=/usr/share/locale/*' \
	"$suite" "$part" "deb $mirror $suite main" || die "mmdebstrap failed"
mv "$part" "$root"
