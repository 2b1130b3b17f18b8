# SPDX-License-Identifier: MIT
# What only Docker has: HEAD, its own errors, versions it refuses, TLS.

docker_suite()
{
	works "ping with HEAD" -i SystemPingHead
	says "200"

	works "create a container" ContainerCreate name=live-head --body \
		"{\"Image\": \"$base\", \"HostConfig\":
		  {\"NetworkMode\": \"none\"}}"
	refused 409 "already in use" "its name is taken" \
		ContainerCreate name=live-head --body "{\"Image\": \"$base\"}"
	works "ask for a path in it" -i ContainerArchiveInfo id=live-head \
		path=/etc/passwd
	title="the answer is in a header"
	if grep -qi '^X-Docker-Container-Path-Stat: .' "$out"; then
		ok
	else
		wrong "no such header"
	fi
	refused 404 "404" "a path that is not there" \
		ContainerArchiveInfo id=live-head path=/nothing
	works "remove it" ContainerDelete id=live-head
	refused 400 "filter" "a filter it does not know" ContainerList \
		filters=nonsense=1

	# newest known here: no engine of Debian's speaks it yet
	"$DAVIT" -e docker versions --json > "$out"
	last=$("$builddir/tests/cli/jsonq" -n '' < "$out")
	newest=$(value "/$((last - 1))/name")
	fails 1 "${newest#v}" "a version beyond the engine's" \
		-a "$newest" SystemInfo
	title="the refusal names the newest version of the engine"
	if grep -q "$version" "$err"; then
		ok
	else
		wrong "it does not"
	fi
}

# tls ARGUMENT... -- TITLE first; with the client's certificate
tls()
{
	title=$1
	shift
	works "$title" --tls-ca "$ENGINE_CERTS/ca.pem" \
		--tls-cert "$ENGINE_CERTS/cert.pem" \
		--tls-key "$ENGINE_CERTS/key.pem" "$@"
}

tls_suite()
{
	certs=$ENGINE_CERTS
	endpoint=$ENGINE_TLS_URL
	tls "version, over TLS" SystemVersion
	is /ApiVersion "$version"
	tls "import an image, over TLS" ImageCreate fromSrc=- \
		repo=live-tls tag=one --body "@$ENGINE_BASE_TAR"
	tls "save it, over TLS" ImageGet name=live-tls:one \
		-o "$work/tls.tar"
	title="what was saved is an archive of an image"
	tar -tf "$work/tls.tar" > "$out" 2> "$err" || :
	says manifest.json
	tls "remove it, over TLS" ImageDelete name=live-tls:one

	endpoint=tcp${ENGINE_TLS_URL#https}
	tls "tcp:// with certificates is TLS" SystemPing
	endpoint=$ENGINE_TLS_URL

	echo davit > "$work/passphrase"
	works "an encrypted key" --tls-ca "$certs/ca.pem" \
		--tls-cert "$certs/cert.pem" \
		--tls-key "$certs/key-encrypted.pem" \
		--tls-pass-file "$work/passphrase" SystemPing
	fails 3 "certificate" "a client of another authority" \
		--tls-ca "$certs/ca.pem" --tls-cert "$certs/rogue-cert.pem" \
		--tls-key "$certs/rogue-key.pem" SystemPing
	fails 3 "certificate" "no client certificate" \
		--tls-ca "$certs/ca.pem" SystemPing
	fails 3 "certificate" "a server of another authority" \
		--tls-ca "$certs/rogue-ca.pem" --tls-cert "$certs/cert.pem" \
		--tls-key "$certs/key.pem" SystemPing
	fails 3 "certificate" "a server nobody vouches for" SystemPing
	endpoint=http${ENGINE_TLS_URL#https}
	fails 3 "TLS" "plain HTTP to the TLS port" SystemInfo
	fails 3 "TLS" "the same with a version given" -a 1.41 SystemInfo
	endpoint=unix://$ENGINE_SOCK
}
