/* SPDX-License-Identifier: MIT */
/* The certificate that the far side shows: see http.h. */
#include "config.h"

#include "http.h"

#include "error.h"
#include "httpcurl.h"

#include <string.h>

/* The first one of the chain as PEM; NULL if libcurl can't tell. */
static const char *first_cert(CURL *easy)
{
	struct curl_certinfo *info = NULL;
	struct curl_slist *line;

	if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info) != CURLE_OK ||
	    info == NULL || info->num_of_certs < 1)
		return NULL;
	for (line = info->certinfo[0]; line != NULL; line = line->next)
		if (strncmp(line->data, "Cert:", 5) == 0)
			return line->data + 5;
	return NULL;
}

int http_certificate(struct http *h, long connect_ms, struct buf *out,
		     davit_error *err)
{
	char message[CURL_ERROR_SIZE] = "";
	struct httpfail fail = {
		http_endpoint(h), NULL, message, CURLE_OK, connect_ms, false
	};
	const char *pem;
	int r;

	r = http_handle(h, message, &fail.easy, err);
	if (r < 0)
		return r;
	/* Nothing is said over this connection, so nothing is at stake. */
	curl_easy_setopt(fail.easy, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(fail.easy, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(fail.easy, CURLOPT_CERTINFO, 1L);
	curl_easy_setopt(fail.easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(fail.easy, CURLOPT_TIMEOUT_MS, connect_ms);
	fail.code = curl_easy_perform(fail.easy);
	pem = first_cert(fail.easy);
	if (pem != NULL && buf_add_str(out, pem) < 0)
		r = error_nomem(err);
	else if (pem == NULL && fail.code != CURLE_OK)
		r = httpfail_tell(&fail, err);
	curl_easy_cleanup(fail.easy);
	return r;
}
