/* SPDX-License-Identifier: MIT */
/* See link.h. */
#include "config.h"

#include "link.h"

#include "error.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef HAVE_MOCK_TLS
#include <openssl/err.h>
#include <openssl/ssl.h>
#endif
#ifdef __linux__
#include <linux/sockios.h>
#endif

#ifdef HAVE_MOCK_TLS

int link_init(struct link *l, int fd, struct ssl_ctx_st *tls)
{
	memset(l, 0, sizeof(*l));
	l->fd = fd;
	if (tls == NULL)
		return 0;
	l->ssl = SSL_new(tls);
	if (l->ssl == NULL)
		return DAVIT_ENOMEM;
	if (SSL_set_fd(l->ssl, fd) != 1) {
		SSL_free(l->ssl);
		return DAVIT_ENOMEM;
	}
	SSL_set_accept_state(l->ssl);
	return 0;
}

/* What a call of OpenSSL that failed means; `other` is set where it waits for
 * the opposite of what was asked. */
static ssize_t tls_failed(struct link *l, int r, int same, bool *other)
{
	int reason = SSL_get_error(l->ssl, r);

	ERR_clear_error();
	if (reason == SSL_ERROR_ZERO_RETURN)
		return 0;
	if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE)
		return LINK_BROKEN;
	*other = reason != same;
	return LINK_AGAIN;
}

static ssize_t tls_read(struct link *l, void *buf, size_t len)
{
	int r = SSL_read(l->ssl, buf, len > INT_MAX ? INT_MAX : (int)len);

	l->read_waits = false;
	return r > 0 ? r : tls_failed(l, r, SSL_ERROR_WANT_READ,
				      &l->read_waits);
}

static ssize_t tls_write(struct link *l, const void *data, size_t len)
{
	int r = SSL_write(l->ssl, data, len > INT_MAX ? INT_MAX : (int)len);
	ssize_t n;

	l->write_waits = false;
	if (r > 0)
		return r;
	n = tls_failed(l, r, SSL_ERROR_WANT_WRITE, &l->write_waits);
	return n == 0 ? LINK_BROKEN : n;
}

bool link_pending(const struct link *l)
{
	return l->ssl != NULL && SSL_pending(l->ssl) > 0;
}

static void tls_shutdown(struct link *l)
{
	SSL_shutdown(l->ssl);
	ERR_clear_error();
}

static void tls_close(struct link *l, bool reset)
{
	if (!reset && !l->shut && SSL_is_init_finished(l->ssl))
		SSL_shutdown(l->ssl);
	SSL_free(l->ssl);
	ERR_clear_error();
}

void link_plain(struct link *l)
{
	SSL_free(l->ssl);
	l->ssl = NULL;
	l->read_waits = l->write_waits = false;
}

/* Clients must show a certificate of `ca`. */
static bool want_certificates(SSL_CTX *tls, const char *ca)
{
	STACK_OF(X509_NAME) *names;

	if (SSL_CTX_load_verify_locations(tls, ca, NULL) != 1)
		return false;
	names = SSL_load_client_CA_file(ca);
	if (names == NULL)
		return false;
	SSL_CTX_set_client_CA_list(tls, names);
	SSL_CTX_set_verify(tls, SSL_VERIFY_PEER |
			   SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	return true;
}

int link_tls_new(const char *cert, const char *key, const char *client_ca,
		 struct ssl_ctx_st **out, davit_error *err)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
	int r = 0;

	if (tls == NULL)
		return error_nomem(err);
	SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE |
			 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
			 SSL_MODE_RELEASE_BUFFERS);
	/* Sessions with a client certificate are resumed within a context. */
	SSL_CTX_set_session_id_context(tls, (const unsigned char *)"davit", 5);
	if (SSL_CTX_use_certificate_chain_file(tls, cert) != 1)
		r = error_set(err, DAVIT_EINVAL, "%s: not a certificate that "
			      "can be used", cert);
	else if (SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1)
		r = error_set(err, DAVIT_EINVAL, "%s: not the key of the "
			      "certificate in %s", key, cert);
	else if (client_ca != NULL && !want_certificates(tls, client_ca))
		r = error_set(err, DAVIT_EINVAL, "%s: not a certificate of an "
			      "authority for clients", client_ca);
	ERR_clear_error();
	if (r < 0)
		SSL_CTX_free(tls);
	else
		*out = tls;
	return r;
}

void link_tls_free(struct ssl_ctx_st *tls)
{
	SSL_CTX_free(tls);
}

#else

int link_init(struct link *l, int fd, struct ssl_ctx_st *tls)
{
	(void)tls;
	memset(l, 0, sizeof(*l));
	l->fd = fd;
	return 0;
}

static ssize_t tls_read(struct link *l, void *buf, size_t len)
{
	(void)l;
	(void)buf;
	(void)len;
	return LINK_BROKEN;
}

static ssize_t tls_write(struct link *l, const void *data, size_t len)
{
	(void)l;
	(void)data;
	(void)len;
	return LINK_BROKEN;
}

bool link_pending(const struct link *l)
{
	(void)l;
	return false;
}

static void tls_shutdown(struct link *l)
{
	(void)l;
}

void link_plain(struct link *l)
{
	(void)l;
}

static void tls_close(struct link *l, bool reset)
{
	(void)l;
	(void)reset;
}

int link_tls_new(const char *cert, const char *key, const char *client_ca,
		 struct ssl_ctx_st **out, davit_error *err)
{
	(void)cert;
	(void)key;
	(void)client_ca;
	(void)out;
	return error_set(err, DAVIT_EINVAL, "TLS is not built in");
}

void link_tls_free(struct ssl_ctx_st *tls)
{
	(void)tls;
}

#endif

static ssize_t failed(void)
{
	return errno == EAGAIN || errno == EINTR ? LINK_AGAIN : LINK_BROKEN;
}

ssize_t link_read(struct link *l, void *buf, size_t len)
{
	ssize_t n;

	if (l->ssl != NULL)
		return tls_read(l, buf, len);
	n = recv(l->fd, buf, len, 0);
	return n >= 0 ? n : failed();
}

ssize_t link_write(struct link *l, const void *data, size_t len)
{
	ssize_t n;

	if (l->shut)
		return LINK_BROKEN;
	if (l->ssl != NULL)
		return tls_write(l, data, len);
	n = send(l->fd, data, len, MSG_NOSIGNAL);
	return n > 0 ? n : failed();
}

void link_shutdown(struct link *l)
{
	if (l->shut)
		return;
	l->shut = true;
	if (l->ssl != NULL)
		tls_shutdown(l);
	else
		shutdown(l->fd, SHUT_WR);
}

size_t link_unsent(const struct link *l)
{
#ifdef SIOCOUTQ
	int left = 0;

	if (ioctl(l->fd, SIOCOUTQ, &left) == 0 && left > 0)
		return (size_t)left;
#else
	(void)l;
#endif
	return 0;
}

void link_close(struct link *l, bool reset)
{
	struct linger now = { 1, 0 };

	if (l->ssl != NULL)
		tls_close(l, reset);
	if (reset)
		setsockopt(l->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(l->fd);
	l->fd = -1;
	l->ssl = NULL;
}
