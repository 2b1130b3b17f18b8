#!/bin/sh
# SPDX-License-Identifier: MIT
#
# deps.sh [-y] GROUP... -- install the Debian packages that are missing.
#
# Says what and why, asks (not with -y, nor where CI is set), uses sudo where
# it is not root.  A thing counts as present wherever it came from: a Docker of
# another origin is not replaced.  No package may start a service, neither now
# nor at the next boot.  The groups: build, check, engines, other-release.

set -eu

# Most of what engines need stands where a user's PATH does not go.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

die()
{
	echo "deps.sh: $1" >&2
	exit 1
}

have()
{
	command -v "$1" > /dev/null
}

# Group, package, how to see that it is there, what it is for.
packages()
{
	cat <<'END'
build autoconf cmd:autoreconf writes configure
build automake cmd:automake writes Makefile.in
build libtool cmd:libtoolize builds the shared library
build pkg-config cmd:pkg-config finds the libraries
build gcc cmd:gcc the compiler
build libc6-dev file:/usr/include/stdlib.h the C library
build make cmd:make runs the build
build libssl-dev pc:libcrypto looks into certificates
build libcurl4-openssl-dev pc:libcurl HTTP
build libjansson-dev pc:jansson JSON values
build libyajl-dev pc:yajl fast JSON reading
build libevent-dev pc:libevent_core the mock engine
build zlib1g-dev pc:zlib compressed archives for the mock engine
build libyaml-dev pc:yaml-0.1 the generator reads YAML
build libtomlplusplus-dev file:/usr/include/toml++/toml.h reads containers.conf
build g++ cmd:g++ compiles toml-json
check check pc:check unit tests
check g++ cmd:g++ the header must suit C++ too
check valgrind cmd:valgrind memory errors
check mandoc cmd:mandoc checks the manual pages
check xz-utils cmd:xz make distcheck packs with it
check curl cmd:curl measures against it
check openssl cmd:openssl certificates for tests
check python3-minimal cmd:python3 helpers of tests
check python3-docker file:/usr/lib/python3/dist-packages/docker/__init__.py a client of the mock engine
engines docker.io cmd:dockerd Docker, never started as a service
engines podman cmd:podman Podman, never started as a service
engines crun cmd:crun starts containers for Podman
engines netavark file:/usr/lib/podman/netavark networks for Podman
engines aardvark-dns file:/usr/lib/podman/aardvark-dns names for Podman
engines iptables cmd:iptables networks for both
engines nftables cmd:nft networks for Podman 5
engines catatonit cmd:catatonit first process of pods and of engines
engines busybox-static static:busybox what the test image consists of
engines iproute2 cmd:ip the engines' loopback
engines procps cmd:pgrep finds an engine's processes
engines mount cmd:mount private mounts
engines util-linux cmd:nsenter namespaces
engines curl cmd:curl waits for engines
engines openssl cmd:openssl certificates for mutual TLS
engines openssh-server cmd:sshd engines by way of ssh, never as a service
engines openssh-client cmd:ssh engines by way of ssh
engines docker-registry cmd:docker-registry push and pull, never a service
other-release mmdebstrap cmd:mmdebstrap a root of another Debian release
END
}

# A dynamic busybox does not run in an empty image.
is_static()
{
	path=$(command -v "$1") || return 1
	! ldd "$path" > /dev/null 2>&1
}

# present PROBE
present()
{
	case $1 in
	cmd:*)		have "${1#cmd:}" ;;
	file:*)		[ -e "${1#file:}" ] ;;
	pc:*)		have pkg-config && pkg-config --exists "${1#pc:}" ;;
	static:*)	is_static "${1#static:}" ;;
	esac
}

# missing GROUP... -- lines of package and reason
missing()
{
	packages | while read -r group package probe reason; do
		case " $* " in
		*" $group "*)
			present "$probe" || echo "$package $reason" ;;
		esac
	done | awk '!seen[$1]++'
}

# Lists of packages older than a day name files the mirrors no longer have.
# The lists carry the mirror's times; only their directory tells when they came.
lists_are_old()
{
	[ -z "$(find /var/lib/apt/lists -maxdepth 0 -mtime -1)" ] ||
		! ls /var/lib/apt/lists/*Packages* > /dev/null 2>&1
}

policy=/usr/sbin/policy-rc.d
units='docker.service docker.socket containerd.service podman.service
	podman.socket podman-restart.service podman-auto-update.service
	podman-auto-update.timer docker-registry.service
	ssh.service ssh.socket'

remove_policy()
{
	[ -z "${own_policy:-}" ] || rm -f "$policy"
}

# disable_units PACKAGE... -- a new package enables its units for next boot
disable_units()
{
	for unit in $units; do
		case $unit in
		podman*)	owner=podman ;;
		*-registry*)	owner=docker-registry ;;
		ssh.*)		owner=openssh-server ;;
		*)		owner=docker.io ;;
		esac
		case " $* " in
		*" $owner "*)	;;
		*)		continue ;;
		esac
		if have systemctl; then
			systemctl disable "$unit" 2> /dev/null || :
		fi
	done
	case " $* " in
	*" docker.io "*)
		[ ! -e /etc/init.d/docker ] || have systemctl ||
			update-rc.d docker disable || : ;;
	esac
	case " $* " in
	*" openssh-server "*)
		[ ! -e /etc/init.d/ssh ] || have systemctl ||
			update-rc.d ssh disable || : ;;
	esac
}

# install PACKAGE... -- as root
install()
{
	export DEBIAN_FRONTEND=noninteractive
	options='-q -y --no-install-recommends'
	if lists_are_old || ! apt-get -s $options install "$@" > /dev/null 2>&1
	then
		apt-get -q update
	fi
	plan=$(apt-get -s $options install "$@") ||
		die "apt-get cannot install: $*"
	# busybox-static takes the place of busybox; nothing else may go.
	losses=$(echo "$plan" | awk '$1 == "Remv" && $2 != "busybox" {
		printf " %s", $2 }')
	[ -z "$losses" ] || die "left alone: apt-get would remove$losses"

	trap remove_policy EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	if [ ! -e "$policy" ]; then
		own_policy=yes
		printf '#!/bin/sh\nexit 101\n' > "$policy"
		chmod 755 "$policy"
	fi
	apt-get $options install "$@"
	disable_units "$@"
}

ask()
{
	[ -z "$assume_yes" ] || return 0
	[ -t 0 ] || die "packages are missing and there is no terminal to ask \
on; say -y"
	printf 'Install them? [y/N] '
	read -r answer || answer=
	case $answer in
	[yY] | [yY][eE][sS])	;;
	*)	die "nothing was installed" ;;
	esac
}

if [ "${1:-}" = --install ]; then
	shift
	install "$@"
	exit
fi

assume_yes=${CI:-}
if [ "${1:-}" = -y ]; then
	assume_yes=1
	shift
fi
[ $# -gt 0 ] || set -- build check engines other-release

lines=$(missing "$@")
if [ -z "$lines" ]; then
	echo "packages: nothing is missing ($*)"
	exit 0
fi
names=$(echo "$lines" | awk '{ printf "%s%s", sep, $1; sep = " " }')

echo "packages missing ($*):"
echo "$lines" | while read -r package reason; do
	printf '  %-22s %s\n' "$package" "$reason"
done
have apt-get || die "no apt-get on this machine: install what stands above"
if [ "$(id -u)" -eq 0 ]; then
	sudo=
elif have sudo; then
	sudo=sudo
else
	die "neither root nor sudo; as root: apt-get install $names"
fi
echo "This will run:"
echo "  ${sudo:+sudo }apt-get install --no-install-recommends $names"
echo "and keep every package from starting a service."
ask
$sudo sh "$0" --install $names
left=$(missing "$@" | awk '{ printf " %s", $1 }')
[ -z "$left" ] || die "installed, and still not usable:$left"
