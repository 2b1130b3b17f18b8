# SPDX-License-Identifier: MIT
# Push and pull through registries on loopback, one that takes anybody and one
# that wants a password: with the right one, a wrong one and none.

right='{"username": "user", "password": "pass",
	"serveraddress": "127.0.0.1:5001"}'
guess='{"username": "user", "password": "guess",
	"serveraddress": "127.0.0.1:5001"}'
denied='no basic auth\|unauthorized\|authentication required'

# push CREDENTIALS CHECK... -- pushes $pushed:one; CHECK is what to expect
push()
{
	auth=X-Registry-Auth:=$1
	shift
	case $half in
	'')	"$@" ImagePush name="$pushed" tag=one "$auth" ;;
	*)	"$@" ImagePushLibpod name="$pushed:one" quiet=false "$auth" \
			tlsVerify=false ;;
	esac
}

# pull CREDENTIALS CHECK... -- the same for pulling it
pull()
{
	auth=X-Registry-Auth:=$1
	shift
	case $half in
	'')	"$@" ImageCreate fromImage="$pushed" tag=one "$auth" ;;
	*)	"$@" ImagePullLibpod reference="$pushed:one" "$auth" \
			tlsVerify=false ;;
	esac
}

# drop -- the engine forgets the image, the registry does not
drop()
{
	works "$t: remove it here" ImageDelete$half name="$pushed:one"
	refused 404 "live/reg" "$t: it is gone" ImageInspect$half \
		name="$pushed:one"
}

registry_half()
{
	half=${1:-}
	t="registry${1:+, $1}"
	pushed=127.0.0.1:5000/live/reg${half:+-pod}
	works "$t: name it for the open one" ImageTag$half name=$base \
		repo="$pushed" tag=one
	push '{}' works "$t: push"
	drop
	pull '{}' works "$t: pull"
	works "$t: inspect what was pulled" ImageInspect$half \
		name="$pushed:one"
	drop
	case $half in
	'')	fails 1 "unknown\|not found" "$t: pull what is not there" \
			ImageCreate fromImage="$pushed:two" ;;
	*)	fails 1 "unknown\|not found" "$t: pull what is not there" \
			ImagePullLibpod reference="$pushed:two" \
			tlsVerify=false ;;
	esac

	pushed=127.0.0.1:5001/live/reg${half:+-pod}
	works "$t: name it for the closed one" ImageTag$half name=$base \
		repo="$pushed" tag=one
	push '{}' fails 1 "$denied" "$t: push without credentials"
	push "$guess" fails 1 "$denied" "$t: push with a wrong password"
	push "$right" works "$t: push with the right password"
	drop
	pull '{}' fails 1 "$denied" "$t: pull without credentials"
	pull "$guess" fails 1 "$denied" "$t: pull with a wrong password"
	pull "$right" works "$t: pull with the right password"
	works "$t: inspect what was pulled" ImageInspect$half \
		name="$pushed:one"
	drop
}

registry_suite()
{
	title="registries on loopback"
	registries=$here/../engines/registry.sh
	status=0
	sh "$registries" start "$work/registry" > "$out" 2> "$err" ||
		status=$?
	case $status in
	0)	ok ;;
	77)	echo "SKIP $ENGINE_NAME: push and pull: $(cat "$err")"
		return 0 ;;
	*)	wrong "exit status $status"
		return 0 ;;
	esac
	registry_half
	[ "$ENGINE_KIND" = docker ] || registry_half Libpod
	sh "$registries" stop "$work/registry"
}
