#!/bin/sh
# SPDX-License-Identifier: MIT
#
# mkcerts.sh DIR -- certificates for mutual TLS, valid for a month but for one:
#   ca.pem                          the authority both sides trust
#   server-cert.pem server-key.pem  for localhost, 127.0.0.1 and ::1
#   cert.pem key.pem                a client the server accepts
#   key-encrypted.pem               the same key, passphrase "davit"
#   rogue-cert.pem rogue-key.pem    a client of an authority nobody trusts
#   rogue-ca.pem                    that authority
# and servers that nobody should trust, with the key server-key.pem:
#   expired-cert.pem                until yesterday
#   elsewhere-cert.pem              for elsewhere.invalid
#   self-cert.pem                   for localhost, signed by itself

set -eu

[ $# -eq 1 ] || {
	echo "mkcerts.sh: usage: mkcerts.sh DIR" >&2
	exit 1
}
mkdir -p "$1"
cd "$1"
umask 077

# authority NAME
authority()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj "/CN=davit test $1" -days 30 \
		-addext keyUsage=critical,keyCertSign,cRLSign \
		-keyout "$1-key.pem" -out "$1.pem"
}

# leaf AUTHORITY NAME CERT KEY USAGE ALTNAMES [DAYS] -- a key that is there
# already is used
leaf()
{
	[ -e "$4" ] || openssl genpkey -algorithm EC \
		-pkeyopt ec_paramgen_curve:P-256 -out "$4"
	openssl req -new -key "$4" -subj "/CN=davit test $2" -out "$2.csr"
	{
		echo "basicConstraints=CA:FALSE"
		echo "extendedKeyUsage=$5"
		echo "subjectAltName=$6"
	} > "$2.ext"
	openssl x509 -req -in "$2.csr" -CA "$1.pem" -CAkey "$1-key.pem" \
		-CAcreateserial -days "${7:-30}" -extfile "$2.ext" -out "$3"
	rm -f "$2.csr" "$2.ext"
}

make_all()
{
	authority ca
	authority rogue-ca
	leaf ca server server-cert.pem server-key.pem serverAuth \
		"DNS:localhost,IP:127.0.0.1,IP:::1"
	leaf ca expired expired-cert.pem server-key.pem serverAuth \
		"DNS:localhost,IP:127.0.0.1" -1
	leaf ca elsewhere elsewhere-cert.pem server-key.pem serverAuth \
		"DNS:elsewhere.invalid"
	openssl req -x509 -key server-key.pem -subj "/CN=davit test self" \
		-days 30 -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
		-out self-cert.pem
	leaf ca client cert.pem key.pem clientAuth "DNS:client"
	leaf rogue-ca rogue rogue-cert.pem rogue-key.pem clientAuth \
		"DNS:rogue"
	openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:davit \
		-in key.pem -out key-encrypted.pem
	rm -f ca.srl rogue-ca.srl
}

# openssl chats on stderr even when all is well.
make_all > openssl.log 2>&1 || {
	cat openssl.log >&2
	exit 1
}
rm -f openssl.log
