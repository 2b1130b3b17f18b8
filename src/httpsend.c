/* SPDX-License-Identifier: MIT */
/* A request, told to a handle of libcurl: see httpcurl.h. */
#include "config.h"

#include "httpcurl.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is asked for.  The URL only leads to the host, so libcurl has nothing
 * to parse or to change - unless there may be a proxy, to which it must show
 * the whole.  Returns false if out of memory. */
static bool set_target(const struct http *h, CURL *e,
		       const struct request *r)
{
	const struct endpoint *endpoint = http_endpoint(h);
	const char *target = r->target.data;
	struct buf url = BUF_SECRET((size_t)-2);
	bool good;

	if (endpoint->tls || http_proxy(h) == NULL)
		return http_text(e, CURLOPT_REQUEST_TARGET, target);
	curl_easy_setopt(e, CURLOPT_REQUEST_TARGET, NULL);
	buf_add_str(&url, endpoint->origin);
	good = buf_add_str(&url, target) == 0 &&
	       http_text(e, CURLOPT_URL, url.data);
	buf_done(&url);
	return good;
}

static bool may_have_body(const struct request *r)
{
	return r->source != REQUEST_NONE || (strcmp(r->method, "GET") != 0 &&
					     strcmp(r->method, "HEAD") != 0);
}

/* The headers of this request and of every one.  Returns false if out of
 * memory. */
static bool make_headers(const struct request *r, struct curl_slist **out)
{
	struct curl_slist *list = NULL, *longer;
	const char *line = NULL;
	bool secret, typed = false;

	while ((line = request_next_header(r, line, &secret)) !=
	       NULL) {
		typed = typed || strncasecmp(line, "Content-Type:", 13) == 0;
		longer = curl_slist_append(list, line);
		if (longer == NULL)
			goto fail;
		list = longer;
	}
	/* libcurl would ask before it sends much, and call a body a form. */
	if (may_have_body(r)) {
		longer = curl_slist_append(list, "Expect:");
		if (longer == NULL)
			goto fail;
		list = longer;
		longer = typed ? list : curl_slist_append(list,
							  "Content-Type:");
		if (longer == NULL)
			goto fail;
		list = longer;
	}
	*out = list;
	return true;
fail:
	curl_slist_free_all(list);
	return false;
}

/* Bytes left in a regular file; -1: not known beforehand. */
static curl_off_t size_of(const struct request *r)
{
	struct stat st;
	off_t at;

	if (r->source != REQUEST_FD || fstat(r->fd, &st) < 0 ||
	    !S_ISREG(st.st_mode))
		return -1;
	at = lseek(r->fd, 0, SEEK_CUR);
	return at < 0 || at > st.st_size ? -1 : (curl_off_t)(st.st_size - at);
}

/* Returns false if out of memory. */
static bool set_body(CURL *e, const struct request *r)
{
	bool get = strcmp(r->method, "GET") == 0;
	bool head = strcmp(r->method, "HEAD") == 0;

	/* Later options of this kind undo earlier ones. */
	curl_easy_setopt(e, CURLOPT_NOBODY, 0L);
	curl_easy_setopt(e, CURLOPT_UPLOAD, 0L);
	curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, NULL);
	switch (r->source) {
	case REQUEST_NONE:
		if (head)
			curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
		if (head || get)
			return true;
		/* An explicit length of 0, save for DELETE. */
		if (strcmp(r->method, "DELETE") != 0) {
			curl_easy_setopt(e, CURLOPT_POSTFIELDS, "");
			curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE,
					 (curl_off_t)0);
		}
		break;
	case REQUEST_MEM:
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, r->data);
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)r->len);
		break;
	case REQUEST_FD:
	case REQUEST_READ:
		curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(e, CURLOPT_INFILESIZE_LARGE, size_of(r));
		break;
	}
	return http_text(e, CURLOPT_CUSTOMREQUEST, r->method);
}

bool httpsend_set(const struct http *h, CURL *e, const struct request *r,
		  struct curl_slist **headers)
{
	return set_target(h, e, r) && make_headers(r, headers) &&
	       set_body(e, r);
}

/* Credentials may be among them. */
void httpsend_wipe(struct curl_slist *list)
{
	struct curl_slist *l;

	for (l = list; l != NULL; l = l->next)
		explicit_bzero(l->data, strlen(l->data));
	curl_slist_free_all(list);
}
