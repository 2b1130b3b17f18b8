/* SPDX-License-Identifier: MIT */
/* See certs.h. */
#include "config.h"

#include "certs.h"

#ifdef HAVE_OPENSSL

#include <arpa/inet.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

bool certs_can(void)
{
	return true;
}

/* An encrypted key is nothing to ask the terminal about. */
static int give(char *out, int size, int writing, void *passphrase)
{
	size_t len = passphrase == NULL ? 0 : strlen(passphrase);

	(void)writing;
	if (len == 0 || size < 0 || len > (size_t)size)
		return 0;
	memcpy(out, passphrase, len);
	return (int)len;
}

static X509 *read_cert(const char *pem, size_t len)
{
	BIO *from = len > INT_MAX ? NULL : BIO_new_mem_buf(pem, (int)len);
	X509 *x = NULL;

	if (from != NULL)
		x = PEM_read_bio_X509(from, NULL, give, NULL);
	BIO_free(from);
	ERR_clear_error();
	return x;
}

static void print_name(const X509_NAME *name, char *out, size_t size)
{
	BIO *to = BIO_new(BIO_s_mem());
	int n = -1;

	if (to != NULL && X509_NAME_print_ex(to, name, 0, XN_FLAG_ONELINE &
			~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0)
		n = BIO_read(to, out, (int)size - 1);
	out[n > 0 ? n : 0] = '\0';
	BIO_free(to);
}

static void add_name(char *out, size_t size, const char *name)
{
	size_t len = strlen(out);

	snprintf(out + len, size - len, "%s%s", len > 0 ? ", " : "", name);
}

static void print_names(X509 *x, char *out, size_t size)
{
	GENERAL_NAMES *all = X509_get_ext_d2i(x, NID_subject_alt_name, NULL,
					      NULL);
	const GENERAL_NAME *g;
	char name[INET6_ADDRSTRLEN + 256];
	const unsigned char *data;
	int i, len;

	for (i = 0; i < sk_GENERAL_NAME_num(all); i++) {
		g = sk_GENERAL_NAME_value(all, i);
		if (g->type != GEN_DNS && g->type != GEN_IPADD)
			continue;
		data = ASN1_STRING_get0_data(g->d.ia5);
		len = ASN1_STRING_length(g->d.ia5);
		if (g->type == GEN_DNS)
			snprintf(name, sizeof(name), "%.*s", len,
				 (const char *)data);
		else if ((len != 4 && len != 16) ||
			 inet_ntop(len == 4 ? AF_INET : AF_INET6, data, name,
				   sizeof(name)) == NULL)
			continue;
		add_name(out, size, name);
	}
	GENERAL_NAMES_free(all);
}

bool certs_read(const char *pem, size_t len, struct cert *out)
{
	X509 *x = read_cert(pem, len);
	const ASN1_TIME *until;
	struct tm tm;
	int days = 0, seconds = 0;

	memset(out, 0, sizeof(*out));
	if (x == NULL)
		return false;
	until = X509_get0_notAfter(x);
	print_name(X509_get_subject_name(x), out->subject,
		   sizeof(out->subject));
	print_name(X509_get_issuer_name(x), out->issuer, sizeof(out->issuer));
	print_names(x, out->names, sizeof(out->names));
	if (ASN1_TIME_to_tm(until, &tm) == 1)
		strftime(out->until, sizeof(out->until), "%Y-%m-%d", &tm);
	if (ASN1_TIME_diff(&days, &seconds, NULL, until) == 1)
		out->days = seconds < 0 && days == 0 ? -1 : days;
	out->early = X509_cmp_current_time(X509_get0_notBefore(x)) > 0;
	out->own = X509_NAME_cmp(X509_get_subject_name(x),
				 X509_get_issuer_name(x)) == 0;
	X509_free(x);
	ERR_clear_error();
	return true;
}

int certs_match(const char *pem, size_t len, const char *key, size_t key_len,
		const char *passphrase)
{
	BIO *from = key_len > INT_MAX ? NULL : BIO_new_mem_buf(key,
							       (int)key_len);
	X509 *x = read_cert(pem, len);
	EVP_PKEY *k = NULL;
	int r = -1;

	if (from != NULL)
		k = PEM_read_bio_PrivateKey(from, NULL, give,
					    (void *)passphrase);
	if (k != NULL && x != NULL)
		r = X509_check_private_key(x, k) == 1;
	EVP_PKEY_free(k);
	X509_free(x);
	BIO_free(from);
	ERR_clear_error();
	return r;
}

#else

bool certs_can(void)
{
	return false;
}

bool certs_read(const char *pem, size_t len, struct cert *out)
{
	(void)pem, (void)len, (void)out;
	return false;
}

int certs_match(const char *pem, size_t len, const char *key, size_t key_len,
		const char *passphrase)
{
	(void)pem, (void)len, (void)key, (void)key_len, (void)passphrase;
	return -1;
}

#endif
