#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sshd.sh -- an OpenSSH server on the loopback of the network it is called in,
# port 2222, where this user may log in with one key.
#
#   sshd.sh start DIR URL    start and wait till it listens; state in DIR, which
#                            must be absolute; over there URL is the address of
#                            the engine, for those who ask the environment
#   sshd.sh stop DIR         stop it
#
# DIR/bin/ssh is the machine's ssh with the configuration DIR/$SSHD_AS, which
# is one of
#	good		the right key, and the server's is known (default)
#	unknown		the server's key is not known
#	wrong		a key that the server does not know
# DIR/log is the server's.
#
# Exit status 77: there is no sshd on this machine.  With
# DAVIT_ENGINES_REQUIRED=1 that is a failure.

set -eu

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

die()
{
	echo "sshd.sh: $1" >&2
	exit 1
}

# configure URL
configure()
{
	cat <<-END
	Port 2222
	ListenAddress 127.0.0.1
	HostKey $dir/hostkey
	PidFile $dir/pid
	AuthorizedKeysFile $dir/authorized_keys
	PermitRootLogin prohibit-password
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	UsePAM no
	StrictModes no
	AllowStreamLocalForwarding yes
	MaxStartups 100
	SetEnv DOCKER_HOST=$1 CONTAINER_HOST=$1
	END
}

# client KEY KNOWN-HOSTS
client()
{
	cat <<-END
	Host *
	IdentityFile $dir/$1
	IdentitiesOnly yes
	IdentityAgent none
	UserKnownHostsFile $dir/$2
	GlobalKnownHostsFile /dev/null
	StrictHostKeyChecking yes
	END
}

# OpenSSH looks for the files of a user where the list of users says, whatever
# HOME says.
wrap()
{
	cat <<-END
	#!/bin/sh
	exec $(command -v ssh) -F "$dir/\${SSHD_AS:-good}" "\$@"
	END
}

start()
{
	mkdir -p "$dir/bin"
	# sshd insists on this one.
	[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
	for key in hostkey id other; do
		ssh-keygen -q -t ed25519 -N '' -f "$dir/$key"
	done
	cp "$dir/id.pub" "$dir/authorized_keys"
	chmod 600 "$dir/authorized_keys"
	: > "$dir/known_none"
	echo "[127.0.0.1]:2222 $(cut -d ' ' -f 1,2 "$dir/hostkey.pub")" \
		> "$dir/known_hosts"
	configure "$1" > "$dir/sshd_config"
	client id known_hosts > "$dir/good"
	client id known_none > "$dir/unknown"
	client other known_hosts > "$dir/wrong"
	wrap > "$dir/bin/ssh"
	chmod 755 "$dir/bin/ssh"
	"$(command -v sshd)" -f "$dir/sshd_config" -E "$dir/log"
	tries=0
	until [ -s "$dir/pid" ] && "$dir/bin/ssh" -p 2222 -o ConnectTimeout=5 \
		-o BatchMode=yes 127.0.0.1 true 2> "$dir/probe"
	do
		tries=$((tries + 1))
		if [ $tries -ge 50 ]; then
			cat "$dir/log" "$dir/probe" >&2
			stop
			die "no login on port 2222"
		fi
		sleep 0.1
	done
}

stop()
{
	pid=$(cat "$dir/pid" 2> /dev/null) || return 0
	[ -z "$pid" ] || kill "$pid" 2> /dev/null || :
}

dir=${2:-}
case ${1:-}$# in
start3)
	if ! command -v sshd > /dev/null || ! command -v ssh > /dev/null; then
		echo "sshd.sh: no sshd: ./dev deps installs it" >&2
		[ "${DAVIT_ENGINES_REQUIRED:-0}" != 1 ] || exit 1
		exit 77
	fi
	start "$3"
	;;
stop2)
	stop
	;;
*)
	die "usage: sshd.sh start DIR URL, or sshd.sh stop DIR"
	;;
esac
