#!/bin/sh
# SPDX-License-Identifier: MIT
#
# registry.sh -- two image registries on the loopback of the network it is
# called in: port 5000 takes anybody, port 5001 wants user "user", password
# "pass".
#
#   registry.sh start DIR    start and wait till both answer; state in DIR
#   registry.sh stop DIR     stop them
#
# Exit status 77: there is no docker-registry on this machine.  With
# DAVIT_ENGINES_REQUIRED=1 that is a failure.

set -eu

die()
{
	echo "registry.sh: $1" >&2
	exit 1
}

# configure PORT
configure()
{
	cat <<-END
	version: 0.1
	log: {level: info}
	storage:
	  filesystem: {rootdirectory: $dir/$1}
	http:
	  addr: 127.0.0.1:$1
	END
	[ "$1" = 5000 ] || cat <<-END
	auth:
	  htpasswd: {realm: davit, path: $dir/htpasswd}
	END
}

# serve PORT
serve()
{
	configure "$1" > "$dir/$1.yml"
	docker-registry serve "$dir/$1.yml" \
		> "$dir/$1.log" 2>&1 < /dev/null &
	echo $! > "$dir/$1.pid"
	tries=0
	until curl -s --noproxy '*' -o "$dir/probe" "http://127.0.0.1:$1/"
	do
		tries=$((tries + 1))
		if [ $tries -ge 100 ] || ! kill -0 $! 2> /dev/null; then
			cat "$dir/$1.log" >&2
			stop
			die "nothing answers on port $1"
		fi
		sleep 0.1
	done
}

stop()
{
	for file in "$dir"/*.pid; do
		[ -e "$file" ] || continue
		kill -TERM "$(cat "$file")" 2> /dev/null || :
		rm -f "$file"
	done
}

[ $# -eq 2 ] || die "usage: registry.sh start|stop DIR"
dir=$2
case $1 in
start)
	if ! command -v docker-registry > /dev/null; then
		echo "registry.sh: no docker-registry: ./dev deps installs" \
			"it" >&2
		[ "${DAVIT_ENGINES_REQUIRED:-0}" != 1 ] || exit 1
		exit 77
	fi
	mkdir -p "$dir"
	# bcrypt, the only kind docker-registry takes
	hash='$2y$05$LSi/2b0rI/rFH04ZYxMgkOjDYCwXPOzsPM/DsLAP9koZSV18z/VYy'
	echo "user:$hash" > "$dir/htpasswd"
	serve 5000
	serve 5001
	;;
stop)
	stop
	;;
*)
	die "$1: start or stop"
	;;
esac
