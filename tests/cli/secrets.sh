#!/bin/sh
# SPDX-License-Identifier: MIT
# Secrets are planted everywhere a user may have some; then all that davit
# prints is searched for them, as they are, in base64 and percent-encoded.

. "$srcdir/tests/cli/lib.sh"

host="unix://$tmp/engine.sock"
engine=$tmp/engine
mkdir "$engine" "$tmp/docker" "$tmp/bin" "$tmp/run" "$tmp/run/containers"
export HOME="$tmp" DOCKER_CONFIG="$tmp/docker" XDG_RUNTIME_DIR="$tmp/run"
export PATH="$tmp/bin:$PATH"
unset XDG_CONFIG_HOME REGISTRY_AUTH_FILE DOCKER_AUTH_CONFIG DOCKER_CONTEXT
unset DOCKER_CUSTOM_HEADERS CONTAINER_CONNECTION CONTAINER_SSHKEY
unset CONTAINERS_CONF CONTAINERS_CONF_OVERRIDE CONTAINER_PROXY
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY

: > "$tmp/planted"

# in_base64 TEXT -- what base64 makes of it, wherever in a text it stands:
# less what its neighbours have a part in
in_base64()
{
	printf '%s' "$1" | base64 | tr -d '\n=' | sed 's/.$//'
	echo
	printf '_%s' "$1" | base64 | tr -d '\n=' | sed 's/^..//; s/.$//'
	echo
	printf '__%s' "$1" | base64 | tr -d '\n=' | sed 's/^...//; s/.$//'
	echo
}

# plant NAME -- a secret of its own, in $NAME; with characters that are
# written otherwise in a URL
plant()
{
	number=$(($(wc -l < "$tmp/planted") / 8 + 10))
	secret="hush+$number+aloft>>$number"
	{
		echo "$secret"
		echo "hush%2B$number"
		echo "hush%2b$number"
		in_base64 "$secret"
		in_base64 "$secret" | tr '+/' '-_' | sed 's/^$/./' | head -n 2
	} > "$tmp/forms"
	[ "$(wc -l < "$tmp/forms")" -eq 8 ] || fail "forms of $1"
	cat "$tmp/forms" >> "$tmp/planted"
	eval "$1=\$secret"
}

# look -- searches what the last command printed
look()
{
	if grep -qF -f "$tmp/planted" "$tmp/out" "$tmp/err"; then
		fail "it shows $(cat "$tmp/out" "$tmp/err" |
				 grep -oF -f "$tmp/planted" | head -n 1)"
	fi
}

# quiet ARGUMENT... -- whatever comes of it, no secret is shown
tries=0
quiet()
{
	what="davit $*"
	input=/dev/null
	[ ! -e "$tmp/in" ] || input=$tmp/in
	timeout 20 "$DAVIT" "$@" > "$tmp/out" 2> "$tmp/err" < "$input"
	status=$?
	[ "$status" -lt 124 ] || fail "exit status is $status"
	tries=$((tries + 1))
	look
}

# every_way ARGUMENT... -- a call by all ways of looking at it
every_way()
{
	for how in "" -v --dry-run=json --dry-run=curl; do
		quiet $how "$@"
	done
}

# replies FILE STATUS TEXT
replies()
{
	printf 'HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n%b\r\n%s' \
		"$2" "${#3}" "${4-}" "$3" > "$engine/$1"
}

# ---- what is planted --------------------------------------------------------

plant own
plant identity
plant token
plant header
plant custom
plant variable
plant helper
plant podman
plant given
plant line
plant uri
plant proxy
plant pass
plant body
plant query
plant raw
plant loose

b64()
{
	printf '%s' "$1" | base64 | tr -d '\n'
}

cat > "$tmp/docker/config.json" <<END
{"auths": {
   "quay.example": {"auth": "$(b64 "me:$own")"},
   "plain.example": {"username": "me", "password": "$own"},
   "token.example": {"auth": "$(b64 "me:x")", "identitytoken": "$identity"},
   "bearer.example": {"registrytoken": "$token"}},
 "credHelpers": {"helper.example": "vault", "broken.example": "broken"},
 "HttpHeaders": {"X-Meta": "$header", "Authorization": "Basic $header"}}
END
cp "$tmp/docker/config.json" "$tmp/good"
cat > "$tmp/run/containers/auth.json" <<END
{"auths": {"pod.example": {"auth": "$(b64 "me:$podman")"}}}
END
chmod 600 "$tmp/docker/config.json" "$tmp/run/containers/auth.json"
cat > "$tmp/bin/docker-credential-vault" <<END
#!/bin/sh
echo "unlocked with $helper" >&2
printf '{"ServerURL": "x", "Username": "me", "Secret": "%s"}' '$helper'
END
# Its words are shown where it fails; what it prints is not.
cat > "$tmp/bin/docker-credential-broken" <<END
#!/bin/sh
echo "not JSON: $helper"
echo "the vault is locked" >&2
exit 3
END
chmod 755 "$tmp/bin/docker-credential-vault" "$tmp/bin/docker-credential-broken"
echo "$pass" > "$tmp/pass"
auth="{\"username\":\"me\",\"password\":\"$given\"}"

what="the search itself"
echo "me and $own" > "$tmp/out"
: > "$tmp/err"
grep -qF -f "$tmp/planted" "$tmp/out" || fail "a secret is not found"
for text in "a$(b64 "me:$token")" "$(b64 "{\"x\":\"$query\"}")" \
	"x=$(printf '%s' "$body" | sed 's/+/%2B/g; s/>/%3E/g')"; do
	echo "$text" > "$tmp/out"
	grep -qF -f "$tmp/planted" "$tmp/out" || fail "not found: $text"
done
echo "hush+hush" > "$tmp/out"
! grep -qF -f "$tmp/planted" "$tmp/out" || fail "everything is found"

# all_calls -- every form of a call, whoever is at $host
all_calls()
{
	for image in quay.example/a plain.example/a token.example/a \
		bearer.example/a helper.example/a broken.example/a busybox; do
		every_way -H "$host" -e docker -a 1.41 ImageCreate \
			fromImage=$image
		quiet -H "$host" -e docker -v doctor $image
	done
	quiet -H "$host" -e docker doctor --json quay.example/a
	every_way -H "$host" -e docker -a 1.41 ImageBuild
	every_way -H "$host" -e docker -a 1.41 ImagePush \
		name=quay.example/a "X-Registry-Auth=$auth"
	every_way -H "$host" -e docker -a 1.41 ImagePush \
		name=quay.example/a "X-Registry-Auth=$(b64 "$auth")"
	every_way -H "$host" -e docker -a 1.41 ImagePush name=quay.example/a \
		"X-Registry-Auth={\"password\": \"$given\""
	every_way -H "$host" -e docker -a 1.41 ContainerList \
		--header "X-Registry-Auth: $(b64 "$auth")" \
		--header "Authorization: Bearer $line" \
		--header "Cookie: session=$line" --header "X-Api-Key: $line" \
		--header "Private-Token: $line"
	every_way -H "$host" -a 1.41 ContainerList \
		--header "Authorization Bearer $line"
	for json in "{\"username\": \"me\", \"password\": \"$body\"}" \
		"{\"username\": 7, \"password\": \"$body\"}" \
		"{\"username\": \"me\", \"password\": [\"$body\"]}" \
		"{\"username\": \"me\", \"password\": \"$body\""; do
		every_way -H "$host" -e docker -a 1.41 SystemAuth \
			--body "$json"
	done
	every_way -H "$host" -e docker -a 1.41 SwarmJoin --body \
		"{\"ListenAddr\": \"0.0.0.0\", \"JoinToken\": \"$body\"}"
	every_way -H "$host" -e docker -a 1.41 SwarmUnlock \
		--body "{\"UnlockKey\": \"$body\"}"
	every_way -H "$host" -e docker -a 1.41 SecretCreate \
		--body "{\"Name\": \"a\", \"Data\": \"$(b64 "$body")\"}"
	every_way -H "$host" -e docker -a 1.41 ServiceCreate --body \
		"{\"Name\": \"a\", \"TaskTemplate\": {\"ContainerSpec\": {
		  \"Image\": \"quay.example/a\", \"Env\":
		  [\"DB_PASSWORD=$body\"]}, \"LogDriver\": {\"Name\": \"x\",
		  \"Options\": {\"splunk-token\": \"$body\"}}}}"
	every_way -H "$host" -e podman -a 5.4.2 SecretCreateLibpod name=a \
		--body "$body"
	every_way -H "$host" -e podman -a 5.4.2 ContainerCreateLibpod --body \
		"{\"image\": \"a\", \"env\": {\"API_KEY\": \"$body\"}}"
	every_way -H "$host" -e podman -a 5.4.2 ImagePullLibpod \
		reference=pod.example/a
	every_way -H "$host" -e podman -a 4.0.0 ImagePullLibpod \
		reference=pod.example/a "credentials=me:$query"
	every_way -H "$host" -e podman -a 4.0.0 ImagePullLibpod \
		reference=pod.example/a "credentails=me:$query"
	every_way -H "$host" -a 1.41 ContainerList --allow-unlisted \
		"password=$query"
	every_way -H "$host" request POST "/v1.41/auth?password=$(
		printf '%s' "$raw" | sed 's/+/%2B/g; s/>/%3E/g')" \
		--header "Authorization: Basic $(b64 "me:$raw")" \
		--body "{\"password\": \"$raw\"}"
	quiet -H "$host" which "POST /v4.0.0/libpod/images/pull?reference=a&credentials=me:$(
		printf '%s' "$query" | sed 's/+/%2B/g; s/>/%3E/g')"
	quiet check SystemAuth --body "{\"password\": [\"$body\"]}"
	quiet check ImagePush "name=a" "X-Registry-Auth={\"password\": $given"
	quiet -H "$host" -v run -e "DB_PASSWORD=$body" busybox true
	quiet -H "$host" -v exec -e "DB_PASSWORD=$body" web true
	quiet -H "$host" -v attach web
	quiet -H "$host" -v --timeout 1 SystemEvents
	quiet -H "$host" -v --tls-pass-file "$tmp/pass" SystemInfo
	quiet -H "$host" -v -e podman doctor pod.example/a
}

# ---- nobody there -----------------------------------------------------------

all_calls
quiet -H tcp://127.0.0.1:1 -v --tls-pass-file "$tmp/pass" \
	--tls-ca "$tmp/pass" SystemInfo
quiet -H tcp://127.0.0.1:1 -v --tls-pass-file "$tmp/pass" --tls-cert \
	"$tmp/pass" --tls-key "$tmp/pass" doctor

# ---- an engine that agrees to everything ------------------------------------

for name in create auth push build json join unlock pull info start wait exec \
	events attach; do
	replies $name "200 OK" '{}'
done
serve "$engine"
all_calls

# ---- one that repeats what it was sent --------------------------------------

in_url()
{
	printf '%s' "$1" | sed 's/+/%2B/g; s/>/%3E/g'
}

# told SECRET ARGUMENT... -- the engine's words are shown without the secret
told()
{
	secret=$1
	shift
	for name in create auth push pull join json; do
		replies $name "500 Internal Server Error" \
			"{\"message\": \"no basic auth: me:$secret, $secret, $(
			in_url "$secret").\"}"
	done
	quiet -H "$host" -v "$@"
	[ "$status" -eq 1 ] || fail "exit status is $status"
	err "no basic auth"
	err "(hidden)"
}

told "$own" -e docker -a 1.41 ImageCreate fromImage=quay.example/a
told "$identity" -e docker -a 1.41 ImageCreate fromImage=token.example/a
told "$helper" -e docker -a 1.41 ImageCreate fromImage=helper.example/a
told "$podman" -e podman -a 5.4.2 ImagePullLibpod reference=pod.example/a
told "$query" -e podman -a 4.0.0 ImagePullLibpod reference=pod.example/a \
	"credentials=me:$query"
told "$given" -e docker -a 1.41 ImagePush name=a "X-Registry-Auth=$auth"
told "$given" -e docker -a 1.41 ImagePush name=a \
	"X-Registry-Auth=$(b64 "$auth")"
told "$line" -e docker -a 1.41 ContainerList \
	--header "Authorization: Basic $(b64 "me:$line")"
told "$line" -e docker -a 1.41 ContainerList --header "X-Token: $line"
told "$header" -e docker -a 1.41 ContainerList
told "$body" -e docker -a 1.41 SystemAuth \
	--body "{\"username\": \"me\", \"password\": \"$body\"}"
told "$raw" request POST "/v1.41/auth?password=$(in_url "$raw")"
# what is cut off must not end in half of one
pad=$(printf '%0480d' 0)
replies json "500 Internal Server Error" "{\"message\": \"$pad $line\"}"
quiet -H "$host" -e docker -a 1.41 ContainerList --header "X-Token: $line"
not_err "${line%????????}"
# a refusal after the status of success, and headers of the answer
replies create "200 OK" "{\"errorDetail\": {\"message\": \"denied $own\"}}" \
	"Set-Cookie: session=$token\\r\\nX-Token: $token\\r\\n"
quiet -H "$host" -v -e docker -a 1.41 ImageCreate fromImage=quay.example/a \
	-o "$tmp/answer"
err "denied (hidden)"
stop_server

# ---- files that are broken --------------------------------------------------

for bad in "{\"auths\": {\"quay.example\": {\"auth\": \"$own\",}}}" \
	"{\"auths\": {\"quay.example\": {\"auth\": \"$own}}}" \
	"{\"auths\": {\"quay.example\": {\"auth\": \"$own\"}}}" \
	"{\"auths\": {\"quay.example\": \"$own\"}}" \
	"{\"auths\": \"$own\"}" "$own" \
	"{\"HttpHeaders\": {\"X-A\": \"$header\\n\"}}" \
	"{\"HttpHeaders\": {\"X-A\": [\"$header\"]}}" \
	"{\"credsStore\": {\"x\": \"$own\"}}"; do
	for file in docker/config.json run/containers/auth.json; do
		cp "$tmp/good" "$tmp/docker/config.json"
		printf '%s\n' "$bad" > "$tmp/$file"
		quiet -H "$host" -e docker -v -a 1.41 ImageCreate \
			fromImage=quay.example/a
		quiet -H "$host" -e podman -v -a 5.4.2 ImagePullLibpod \
			reference=quay.example/a
		quiet -H "$host" -e docker doctor quay.example/a
		quiet -H "$host" -e podman doctor --json quay.example/a
	done
done
rm "$tmp/run/containers/auth.json"
cp "$tmp/good" "$tmp/docker/config.json"
for bad in "X-A=$custom" "X-A=$custom,\"X-B=$custom" "$custom" "=$custom" \
	"X-A:$custom" "X A=$custom"; do
	for how in -v --dry-run --dry-run=curl; do
		DOCKER_CUSTOM_HEADERS=$bad quiet -H "$host" -e docker \
			-a 1.41 $how ContainerList
	done
	DOCKER_CUSTOM_HEADERS=$bad quiet -H "$host" -e docker doctor
done
for bad in "{\"auths\": {\"env.example\": {\"auth\": \"$(
	b64 "me:$variable")\"}}}" "{\"auths\": \"$variable\"}" "$variable" \
	"{\"auths\": {\"env.example\": {\"password\": \"$variable\"}}}" \
	"{\"auths\": {\"env.example\": {\"auth\": \"$variable\"}}}"; do
	for how in -v --dry-run --dry-run=curl; do
		DOCKER_AUTH_CONFIG=$bad quiet -H "$host" -e docker -a 1.41 \
			$how ImageCreate fromImage=env.example/a
	done
	DOCKER_AUTH_CONFIG=$bad quiet -H "$host" -e docker doctor env.example/a
done

# ---- endpoints and proxies --------------------------------------------------

mkdir -p "$tmp/config/containers"
for bad in "ssh://me:$uri@127.0.0.1:1" "http://me:$uri@127.0.0.1:1" \
	"tcp://me:$uri@127.0.0.1:1/x" "https://$uri@127.0.0.1:1" \
	"me:$uri@127.0.0.1:1" "//me:$uri@127.0.0.1" \
	"http:///me:$uri@127.0.0.1" "http:me:$uri@127.0.0.1" \
	"http://127.0.0.1:1?token=$uri" "http://127.0.0.1:1/a?token=$uri" \
	"http://127.0.0.1:1#$uri" "ssh://127.0.0.1:1/?$uri" \
	"what://me:$uri@127.0.0.1"; do
	for call in SystemInfo doctor "doctor --json"; do
		# shellcheck disable=SC2086
		quiet -H "$bad" -v $call
		# shellcheck disable=SC2086
		DOCKER_HOST=$bad quiet -v $call
		# shellcheck disable=SC2086
		CONTAINER_HOST=$bad quiet -v -e podman $call
	done
	DOCKER_HOST=$bad quiet -v --dry-run=curl ContainerList
	DOCKER_HOST=$bad quiet -H "$host" -v doctor
	cat > "$tmp/connections.json" <<END
{"Connection": {"Default": "far", "Connections": {"far": {"URI": "$bad"}}}}
END
	PODMAN_CONNECTIONS_CONF="$tmp/connections.json" quiet -e podman -v \
		doctor
	PODMAN_CONNECTIONS_CONF="$tmp/connections.json" quiet --connection \
		far SystemInfo
done
for bad in "http://me:$proxy@127.0.0.1:1" "me:$proxy@127.0.0.1:1" \
	"nosuch://me:$proxy@127.0.0.1:1" "http://me:$proxy@127.0.0.1:x" \
	"http://me:$proxy@nosuch.invalid" "socks5://me:$proxy@127.0.0.1:1" \
	"socks5://me:$proxy@" "//me:$proxy@127.0.0.1:1"; do
	for name in http_proxy ALL_PROXY CONTAINER_PROXY https_proxy; do
		for call in SystemInfo doctor "--dry-run SystemInfo"; do
			export "$name=$bad"
			# shellcheck disable=SC2086
			quiet -H tcp://nosuch.invalid:1 -v $call
			# shellcheck disable=SC2086
			quiet -H https://nosuch.invalid:1 -e podman -v $call
			unset "$name"
		done
	done
done

# ---- and where they are asked for -------------------------------------------

run 0 -H "$host" -e docker -a 1.41 ImagePush name=a --dry-run --show-secrets \
	"X-Registry-Auth=$auth" --header "Authorization: Bearer $line"
out "$line"
out "$(b64 "$auth" | tr '+/' '-_')"
run 0 -H "$host" -e docker -a 1.41 SystemAuth --dry-run=curl --show-secrets \
	--body "{\"password\": \"$body\"}"
out "$body"
run 0 -H "$host" -e docker -a 1.41 SystemAuth --dry-run=curl \
	--body "{\"password\": \"$body\"}"
err "--show-secrets shows them"
run 0 -H "$host" request POST "/auth?password=x%2By" --dry-run \
	--show-secrets --header "Authorization: Bearer $line"
out "$line"
out "password=x%2By"
run 0 -H "$host" request POST "/auth?password=x%2By&a=b" --dry-run
json /path "/auth?password=(hidden)&a=b"
replies json "500 Internal Server Error" "{\"message\": \"denied $line\"}" \
	"Set-Cookie: session=$token\\r\\n"
serve "$engine"
run 1 -H "$host" -e docker -a 1.41 -v --show-secrets ContainerList \
	--header "X-Token: $line"
err "# > X-Token: $line"
err "# > X-Meta: $header"
err "# < Set-Cookie: session=$token"
err "davit: denied $line"

stop_server

# ---- files that others can read ---------------------------------------------

chmod 644 "$tmp/pass"
cp "$tmp/pass" "$tmp/key"
quiet -H "$host" --tls-pass-file "$tmp/pass" --tls-cert "$tmp/key" \
	--tls-key "$tmp/key" -a 1.41 SystemInfo
err "others can read the file of --tls-pass-file"
err "others can read the secrets in $tmp/key"
chmod 600 "$tmp/pass" "$tmp/key"
quiet -H "$host" --tls-pass-file "$tmp/pass" --tls-cert "$tmp/key" \
	--tls-key "$tmp/key" -a 1.41 SystemInfo
not_err "others can read"

# a proxy that wants to know who asks
replies json "407 Proxy Authentication Required" '{}'
serve "$engine"
run 1 -H "$host" -e docker -a 1.41 ContainerList
err "a proxy wants to know who asks"

echo "$tries commands were looked at"
finish
