/* SPDX-License-Identifier: MIT */
/* See lookup.h. */
#include "config.h"

#include "lookup.h"

#include "error.h"
#include "near.h"
#include "util.h"

#include <string.h>

static const char *const methods[] = {
	"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"
};

const char *lookup_method(uint8_t method)
{
	return methods[method];
}

const char *lookup_in_name(uint8_t in)
{
	static const char *const names[] = { "path", "query", "header" };

	return names[in];
}

int lookup_engine(const char *name, const struct table **out,
		  davit_error *err)
{
	const struct table *const *t;
	struct near near;

	for (t = tables; *t != NULL; t++)
		if (name == NULL ||
		    strcmp(lookup_str(*t, (*t)->engine), name) == 0) {
			*out = *t;
			return 0;
		}
	near_init(&near, name);
	for (t = tables; *t != NULL; t++)
		near_try(&near, lookup_str(*t, (*t)->engine));
	error_set(err, DAVIT_EENGINE, "unknown engine '%s'", name);
	if (near_best(&near) != NULL)
		error_hint(err, "did you mean '%s'?", near_best(&near));
	else
		error_hint(err, "known engines start with '%s'; "
			   "`davit engines` lists them",
			   lookup_str(tables[0], tables[0]->engine));
	return DAVIT_EENGINE;
}

static const char *skip_v(const char *name)
{
	return name[0] == 'v' ? name + 1 : name;
}

/* The next number of a dotted version; moves on behind its dot. */
static unsigned long number(const char **p)
{
	unsigned long n = 0;

	for (; **p >= '0' && **p <= '9'; ++*p)
		if (n < 100000000)
			n = n * 10 + (unsigned long)(**p - '0');
	if (**p == '.')
		++*p;
	return n;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int lookup_version_cmp(const char *a, const char *b)
{
	unsigned long x, y;

	a = skip_v(a);
	b = skip_v(b);
	while (is_digit(*a) || is_digit(*b)) {
		x = number(&a);
		y = number(&b);
		if (x != y)
			return x < y ? -1 : 1;
	}
	/* What is left is "-rc1" and the like, older than nothing left. */
	if ((*a == '\0') != (*b == '\0'))
		return *a == '\0' ? 1 : -1;
	return strcmp(a, b);
}

static const char *version_name(const struct table *t, unsigned i)
{
	return lookup_str(t, t->versions[i].name);
}

static bool is_version(const char *name)
{
	return is_digit(*skip_v(name));
}

static int no_version(const struct table *t, const char *name,
		      davit_error *err)
{
	const char *engine = lookup_str(t, t->engine);
	const char *newest = version_name(t, t->nversions - 1u);
	struct near near;
	unsigned i;

	if (!is_version(name)) {
		error_set(err, DAVIT_EVERSION, "'%s' is not a version of %s",
			  name, engine);
		error_hint(err, "versions look like %s; `davit -e %s "
			   "versions` lists them", newest, engine);
	} else if (lookup_version_cmp(name, newest) > 0) {
		error_set(err, DAVIT_EVERSION, "API version v%s of %s is newer "
			  "than the newest known, %s", skip_v(name), engine,
			  newest);
		error_hint(err, "use %s, or leave the version out: then the "
			   "newest that both sides know is taken", newest);
	} else if (lookup_version_cmp(name, version_name(t, 0)) < 0) {
		error_set(err, DAVIT_EVERSION, "API version v%s of %s is older "
			  "than the oldest known, %s", skip_v(name), engine,
			  version_name(t, 0));
	} else {
		near_init(&near, skip_v(name));
		for (i = t->nversions; i-- > 0;)
			near_try(&near, skip_v(version_name(t, i)));
		error_set(err, DAVIT_EVERSION, "unknown API version '%s' of "
			  "%s", name, engine);
		if (near_best(&near) != NULL)
			error_hint(err, "did you mean 'v%s'?",
				   near_best(&near));
	}
	return DAVIT_EVERSION;
}

int lookup_version(const struct table *t, const char *name, unsigned *out,
		   davit_error *err)
{
	unsigned i;

	for (i = t->nversions; i-- > 0;)
		if (name == NULL ||
		    strcmp(skip_v(version_name(t, i)), skip_v(name)) == 0) {
			*out = i;
			return 0;
		}
	return no_version(t, name, err);
}

bool lookup_version_below(const struct table *t, const char *num,
			  unsigned *out)
{
	char digits[32];
	size_t n;
	unsigned i;

	n = strspn(skip_v(num), "0123456789.");
	if (n == 0 || n >= sizeof(digits))
		return false;
	memcpy(digits, skip_v(num), n);
	digits[n] = '\0';
	for (i = t->nversions; i-- > 0;)
		if (lookup_version_cmp(version_name(t, i), digits) <= 0) {
			*out = i;
			return true;
		}
	return false;
}

/* The engine in whose row of versions the name would stand. */
static const struct table *nearest_engine(const char *version)
{
	const struct table *const *t;

	for (t = tables; *t != NULL; t++)
		if (lookup_version_cmp(version, version_name(*t, 0)) >= 0 &&
		    lookup_version_cmp(version, version_name(*t,
					(*t)->nversions - 1u)) <= 0)
			return *t;
	return tables[0];
}

int lookup_engine_version(const char *name, const char *version,
			  const struct table **out, unsigned *index,
			  davit_error *err)
{
	const struct table *const *t;
	int r;

	if (name == NULL && version != NULL) {
		for (t = tables; *t != NULL; t++)
			if (lookup_version(*t, version, index, NULL) == 0) {
				*out = *t;
				return 0;
			}
		return no_version(nearest_engine(version), version, err);
	}
	r = lookup_engine(name, out, err);
	return r < 0 ? r : lookup_version(*out, version, index, err);
}

/* First row of a name, or where it would stand. */
static unsigned lower_bound(const struct table *t, const char *name)
{
	unsigned low = 0, high = t->nops, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (strcmp(lookup_str(t, t->ops[middle].name), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool same_name(const struct table *t, unsigned i, const char *name)
{
	return i < t->nops && strcmp(lookup_str(t, t->ops[i].name), name) == 0;
}

static const struct tab_op *row_of(const struct table *t, uint8_t epoch,
				   const char *name)
{
	unsigned i = lower_bound(t, name);

	for (; same_name(t, i, name); i++)
		if (lookup_in(t->ops[i].since, t->ops[i].until, epoch))
			return &t->ops[i];
	return NULL;
}

const struct tab_op *lookup_op_row(const struct table *t, uint8_t epoch,
				   const char *name)
{
	const struct tab_op *row = row_of(t, epoch, name);
	unsigned low = 0, high = t->naliases, middle;

	if (row != NULL)
		return row;
	while (low < high) {
		middle = (low + high) / 2;
		if (strcmp(lookup_str(t, t->aliases[middle].name), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < t->naliases &&
	       strcmp(lookup_str(t, t->aliases[low].name), name) == 0; low++)
		if (lookup_in(t->aliases[low].since, t->aliases[low].until,
			      epoch))
			return row_of(t, epoch,
				      lookup_str(t, t->aliases[low].op));
	return NULL;
}

const char *lookup_epoch_name(const struct table *t, uint8_t epoch)
{
	return epoch == TAB_OPEN ? NULL
				 : version_name(t, t->epochs[epoch]);
}

const char *lookup_since_name(const struct table *t, uint8_t epoch)
{
	unsigned i = t->epochs[epoch];

	while (i > 0 && t->versions[i - 1].epoch == epoch)
		i--;
	return version_name(t, i);
}

const char *lookup_until_name(const struct table *t, uint8_t epoch)
{
	unsigned i;

	if (epoch == TAB_OPEN)
		return NULL;
	i = t->epochs[epoch];
	while (i + 1u < t->nversions && t->versions[i + 1].epoch == epoch)
		i++;
	return version_name(t, i);
}

void lookup_op_span(const struct table *t, const struct tab_op *row,
		    uint8_t *since, uint8_t *until)
{
	const struct tab_op *first = row, *last = row;

	while (first > t->ops && first[-1].name == row->name)
		first--;
	while (last + 1 < t->ops + t->nops && last[1].name == row->name)
		last++;
	*since = first->since;
	*until = last->until;
}

const struct table *lookup_elsewhere(const struct table *t, const char *name)
{
	const struct table *const *other;

	if (same_name(t, lower_bound(t, name), name))
		return NULL;
	for (other = tables; *other != NULL; other++)
		if (same_name(*other, lower_bound(*other, name), name))
			return *other;
	return NULL;
}

static int miss(const struct table *t, unsigned version, const char *name,
		davit_error *err)
{
	uint8_t epoch = t->versions[version].epoch, since, until;
	const char *engine = lookup_str(t, t->engine);
	unsigned i = lower_bound(t, name);
	const struct table *other;
	struct near near;

	if (same_name(t, i, name)) {
		lookup_op_span(t, &t->ops[i], &since, &until);
		error_set(err, DAVIT_ENOOP, "%s %s has no operation '%s'",
			  engine, version_name(t, version), name);
		if (epoch > since && (until == TAB_OPEN || epoch < until))
			error_hint(err, "it went and came back: `davit -e %s "
				   "history %s` tells when", engine, name);
		else if (epoch < since && until == TAB_OPEN)
			error_hint(err, "it exists since %s",
				   lookup_since_name(t, since));
		else
			error_hint(err, "it exists from %s to %s",
				   lookup_since_name(t, since),
				   lookup_until_name(t, until == TAB_OPEN ?
					(uint8_t)(t->nepochs - 1) : until));
		return DAVIT_ENOOP;
	}
	error_set(err, DAVIT_ENOOP, "unknown operation '%s' of %s %s", name,
		  engine, version_name(t, version));
	near_init(&near, name);
	for (i = 0; i < t->nops; i++)
		if (lookup_in(t->ops[i].since, t->ops[i].until, epoch))
			near_try(&near, lookup_str(t, t->ops[i].name));
	other = lookup_elsewhere(t, name);
	if (other != NULL)
		error_hint(err, "only %s has it: -e %s",
			   lookup_str(other, other->title),
			   lookup_str(other, other->engine));
	else if (near_best(&near) != NULL)
		error_hint(err, "did you mean '%s'?", near_best(&near));
	else
		error_hint(err, "`davit -e %s ops` lists them", engine);
	return DAVIT_ENOOP;
}

int lookup_op(const struct table *t, unsigned version, const char *name,
	      struct op *out, davit_error *err)
{
	const struct tab_op *row;

	row = lookup_op_row(t, t->versions[version].epoch, name);
	if (row == NULL)
		return miss(t, version, name, err);
	*out = (struct op){ t, row, version, t->versions[version].epoch };
	return 0;
}

const struct tab_param *lookup_param(const struct op *op, size_t i,
				     const struct tab_plist **entry)
{
	const struct tab_plist *p = &op->table->plist[op->row->params];
	const struct tab_plist *end = p + op->row->nparams;

	for (; p < end; p++)
		if (lookup_in(p->since, p->until, op->epoch) && i-- == 0) {
			if (entry != NULL)
				*entry = p;
			return &op->table->params[p->param];
		}
	return NULL;
}

const struct tab_param *lookup_param_name(const struct op *op,
					  const char *name, int in,
					  unsigned *matches)
{
	const struct tab_plist *p = &op->table->plist[op->row->params];
	const struct tab_plist *end = p + op->row->nparams;
	const struct tab_param *param, *found = NULL;

	*matches = 0;
	for (; p < end; p++) {
		param = &op->table->params[p->param];
		if (!lookup_in(p->since, p->until, op->epoch) ||
		    (in >= 0 && param->in != in) ||
		    strcmp(lookup_str(op->table, param->name), name) != 0)
			continue;
		++*matches;
		if (found == NULL)
			found = param;
	}
	return found;
}
