# SPDX-License-Identifier: MIT
# Push and pull through registries on loopback, one that takes anybody and one
# that wants a password: with the right one, a wrong one and none; given, or
# found where docker and podman keep them.

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

# stored CONTENTS -- what the user's own tools have stored, and nothing else
stored()
{
	rm -rf "$work/stored"
	mkdir -m 700 "$work/stored"
	(umask 077 && echo "$1" > "$work/stored/config.json")
	DOCKER_CONFIG=$work/stored
	XDG_CONFIG_HOME=$work/stored
	XDG_RUNTIME_DIR=$work/stored
	export DOCKER_CONFIG XDG_CONFIG_HOME XDG_RUNTIME_DIR
	unset DOCKER_AUTH_CONFIG REGISTRY_AUTH_FILE
}

# look CHECK... -- pulls $pushed:one with what is stored
look()
{
	case $half in
	'')	"$@" ImageCreate fromImage="$pushed" tag=one ;;
	*)	"$@" ImagePullLibpod reference="$pushed:one" tlsVerify=false ;;
	esac
}

# offer CHECK... -- the same for pushing it
offer()
{
	case $half in
	'')	"$@" ImagePush name="$pushed" tag=one ;;
	*)	"$@" ImagePushLibpod name="$pushed:one" quiet=false \
			tlsVerify=false ;;
	esac
}

# build_on CHECK... -- builds on $pushed:one, which is not here
build_on()
{
	mkdir -p "$work/on"
	echo "FROM $pushed:one" > "$work/on/Dockerfile"
	tar -C "$work/on" -cf "$work/on.tar" Dockerfile
	"$@" ImageBuild$half t=live/on:one networkmode=none \
		--body "@$work/on.tar" ${half:+tlsVerify=false}
}

# What docker login and podman login have stored is found and sent.
stored_half()
{
	half=${1:-}
	t="stored credentials${1:+, $1}"
	pushed=127.0.0.1:5001/live/reg${half:+-pod}
	auth=$(printf user:pass | base64)
	entry="{\"127.0.0.1:5001\": {\"auth\": \"$auth\"}}"
	bin=$work/bin
	mkdir -p "$bin"
	cat > "$bin/docker-credential-live" <<-'END'
	#!/bin/sh
	read -r server
	[ "$1:$server" = get:127.0.0.1:5001 ] &&
		exec echo '{"Username": "user", "Secret": "pass"}'
	echo credentials not found in native keychain
	exit 1
	END
	chmod 755 "$bin/docker-credential-live"
	stored '{}'
	works "$t: name it" ImageTag$half name=$base repo="$pushed" tag=one
	offer fails 1 "there are none for 127.0.0.1:5001 in $work/stored" \
		"$t: push without any"
	stored "{\"auths\": $entry}"
	offer works "$t: push"
	drop
	look fails 1 "none were looked for" "$t: --no-auth" --no-auth
	look works "$t: pull"
	drop
	stored "{\"auths\": {\"127.0.0.1:5001\": {\"auth\": \"$(
		printf user:guess | base64)\"}}}"
	look fails 1 "those for 127.0.0.1:5001 came from $work/stored" \
		"$t: a wrong password"
	PATH=$bin:$PATH
	stored '{"credHelpers": {"127.0.0.1:5001": "live"}}'
	look works "$t: of a helper"
	drop
	stored '{"credsStore": "live"}'
	look works "$t: of a store"
	drop
	stored '{"credsStore": "other"}'
	look fails 2 "docker-credential-other, named in" \
		"$t: a store that is not there"
	case $ENGINE_KIND in
	docker)
		stored "{\"auths\": $entry}"
		works "$t: ask the registry" DistributionInspect \
			name="$pushed:one"
		stored '{}'
		DOCKER_AUTH_CONFIG="{\"auths\": $entry}"
		export DOCKER_AUTH_CONFIG
		look works "$t: of the variable"
		drop ;;
	podman)
		stored '{}'
		REGISTRY_AUTH_FILE=$work/auth.json
		export REGISTRY_AUTH_FILE
		(umask 077 && echo "{\"auths\": {\"127.0.0.1:5001/live\":
			{\"auth\": \"$auth\"}}}" > "$REGISTRY_AUTH_FILE")
		look works "$t: of podman's file, for a namespace"
		drop ;;
	esac
	stored "{\"auths\": $entry}"
	build_on works "$t: build on it"
	works "$t: remove what was built" ImageDelete$half name=live/on:one
	stored '{}'
	works "$t: remove it" ImageDelete$half name="$pushed:one" force=true
	build_on fails 1 "$denied" "$t: build on it without any"
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
	stored_half
	[ "$ENGINE_KIND" = docker ] || stored_half Libpod
	sh "$registries" stop "$work/registry"
}
