/* SPDX-License-Identifier: MIT */
/*
 * What a certificate says, for people.  It decides nothing: whether one is
 * trusted is libcurl's business.
 */
#ifndef CERTS_H
#define CERTS_H

#include <stdbool.h>
#include <stddef.h>

struct cert {
	char subject[256];	/* "CN = localhost" */
	char issuer[256];
	char names[512];	/* whom it is for: "localhost, 127.0.0.1"; "" */
	char until[16];		/* "2026-12-24" */
	long days;		/* left; negative: it is out of date */
	bool early;		/* not good yet */
	bool own;		/* signed by itself */
};

/* False: built without OpenSSL; then the functions find nothing. */
bool certs_can(void);

/* The first certificate in PEM text; false if there is none. */
bool certs_read(const char *pem, size_t len, struct cert *out);

/* Does the key belong to the first certificate?  1 yes, 0 no, -1 one of them
 * can't be read. */
int certs_match(const char *pem, size_t len, const char *key, size_t key_len,
		const char *passphrase);

#endif
