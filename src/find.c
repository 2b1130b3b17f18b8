/* SPDX-License-Identifier: MIT */
/*
 * Operations, parameters and members of bodies by what is in their names and
 * the help on them.  Pure; allocates nothing.
 */
#include "config.h"

#include "davit.h"
#include "diff.h"
#include "error.h"
#include "introspect.h"
#include "place.h"

#include <string.h>

#define WORDS_MAX 8
#define WORD_SIZE 64
#define DEPTH 24		/* levels of a body */
#define NODES_MAX (TAB_NONE + 1)
#define TYPE_MAX 160

struct search {
	char words[WORDS_MAX][WORD_SIZE];
	size_t nwords;
	struct diff_side side;
	davit_hit_fn *fn;
	void *ctx;
	bool stopped;		/* fn wants no more */
	const char *op;
	struct place place;
	uint16_t above[DEPTH];	/* what is being looked through */
	unsigned depth;
	uint8_t barren[NODES_MAX / 8];	/* nodes with nothing in them */
};

/* What is looked at for words. */
struct candidate {
	const char *name, *text, *more;
	unsigned values, nvalues;	/* of enums[] */
};

/* ---- words --------------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Looks for a word of small letters, in any case. */
static bool holds(const char *text, const char *word)
{
	size_t i;

	for (; *text != '\0'; text++) {
		if (lower(*text) != word[0])
			continue;
		for (i = 1; word[i] != '\0' && lower(text[i]) == word[i]; i++)
			;
		if (word[i] == '\0')
			return true;
	}
	return false;
}

static int read_words(struct search *s, const char *text, davit_error *err)
{
	size_t len, i;

	while (*(text += strspn(text, " \t\n")) != '\0') {
		len = strcspn(text, " \t\n");
		if (s->nwords == WORDS_MAX || len >= WORD_SIZE)
			return error_set(err, DAVIT_EINVAL, "more than %d "
					 "words, or one that is too long",
					 WORDS_MAX);
		for (i = 0; i < len; i++)
			s->words[s->nwords][i] = lower(text[i]);
		s->words[s->nwords++][len] = '\0';
		text += len;
	}
	return s->nwords > 0 ? 0 : error_set(err, DAVIT_EINVAL, "no word to "
					     "look for");
}

/* The value that holds a word; NULL if none does. */
static const char *value_with(const struct search *s,
			      const struct candidate *c, const char *word)
{
	const struct table *t = s->side.table;
	unsigned i;

	for (i = 0; i < c->nvalues; i++)
		if (holds(lookup_str(t, t->enums[c->values + i]), word))
			return lookup_str(t, t->enums[c->values + i]);
	return NULL;
}

/* All words are there; `value` becomes the value that holds one which is
 * nowhere else, or "". */
static bool fits(const struct search *s, const struct candidate *c,
		 const char **value)
{
	const char *word, *found;
	size_t i;

	*value = "";
	for (i = 0; i < s->nwords; i++) {
		word = s->words[i];
		if (holds(c->name, word) || holds(c->text, word) ||
		    holds(c->more, word))
			continue;
		found = value_with(s, c, word);
		if (found == NULL)
			return false;
		*value = found;
	}
	return true;
}

/* ---- what is searched ---------------------------------------------------- */

static void tell(struct search *s, int part, const char *text,
		 const char *value, const char *type)
{
	davit_hit hit = {
		.part = part, .op = s->op, .where = s->place.text,
		.text = text, .value = value, .type = type,
	};

	if (!s->stopped && s->fn(&hit, s->ctx) != 0)
		s->stopped = true;
}

/* Values allowed, of a node or of its elements. */
static void add_values(const struct table *t, uint16_t node,
		       struct candidate *c)
{
	const struct tab_node *n = &t->nodes[node];
	uint16_t elements = diff_elements(t, node);

	if (n->nenums == 0 && elements != TAB_NONE)
		n = &t->nodes[elements];
	if (n->nenums > 0) {
		c->values = n->aux;
		c->nvalues = n->nenums;
	}
}

static void search_param(struct search *s, const struct tab_param *p)
{
	const struct table *t = s->side.table;
	struct candidate c = { lookup_str(t, p->name), t->help + p->help, "",
			       p->keys, p->nkeys };
	char type[TYPE_MAX];
	const char *value;

	if (p->nkeys == 0)
		add_values(t, p->node, &c);
	if (!fits(s, &c, &value))
		return;
	diff_type(t, p->node, type, sizeof(type));
	place_parameter(&s->place, lookup_in_name(p->in), c.name);
	tell(s, DAVIT_PART_PARAM, c.text, value, type);
	place_leave(&s->place, 0);
}

static bool is_above(const struct search *s, uint16_t node)
{
	unsigned i;

	for (i = 0; i < s->depth; i++)
		if (s->above[i] == node)
			return true;
	return false;
}

static bool search_node(struct search *s, uint16_t node);

/* Returns false if there was something, or not all was looked at. */
static bool search_fields(struct search *s, const struct tab_object *o)
{
	const struct table *t = s->side.table;
	const struct tab_field *f;
	char type[TYPE_MAX];
	struct candidate c;
	const char *value;
	bool barren = true;
	unsigned i = 0;
	size_t before;

	while ((f = diff_field(&s->side, o, &i)) != NULL && !s->stopped) {
		c = (struct candidate){ lookup_str(t, f->name), "", "", 0, 0 };
		add_values(t, f->node, &c);
		before = place_member(&s->place, c.name);
		if (fits(s, &c, &value)) {
			diff_type(t, f->node, type, sizeof(type));
			tell(s, DAVIT_PART_MEMBER, "", value, type);
			barren = false;
		}
		barren &= search_node(s, f->node);
		place_leave(&s->place, before);
	}
	return barren;
}

static bool search_node(struct search *s, uint16_t node)
{
	const struct table *t = s->side.table;
	const struct tab_object *o = diff_object(t, node);
	uint16_t inner = o != NULL ? o->extra : diff_elements(t, node);
	bool barren = true;
	size_t before;

	if (s->barren[node / 8] & 1u << node % 8)
		return true;
	if (s->depth == DEPTH || is_above(s, node))
		return false;
	s->above[s->depth++] = node;
	if (o != NULL)
		barren = search_fields(s, o);
	if (inner != TAB_NONE) {
		before = o != NULL ? place_others(&s->place)
				   : place_elements(&s->place);
		barren &= search_node(s, inner);
		place_leave(&s->place, before);
	}
	s->depth--;
	if (barren)
		s->barren[node / 8] = (uint8_t)(s->barren[node / 8] |
						1u << node % 8);
	return barren;
}

static void search_op(struct search *s, const struct tab_op *row)
{
	const struct table *t = s->side.table;
	struct op op = { t, row, 0, s->side.epoch };
	struct candidate c = { lookup_str(t, row->name),
			       t->help + row->summary,
			       lookup_str(t, row->path), 0, 0 };
	const struct tab_param *p;
	const char *value;
	size_t i;

	s->op = c.name;
	if (fits(s, &c, &value))
		tell(s, DAVIT_PART_OP, c.text, "", "");
	for (i = 0; (p = lookup_param(&op, i, NULL)) != NULL; i++)
		search_param(s, p);
	if (row->body != TAB_NONE)
		search_node(s, row->body);
}

int davit_find(const char *engine, const char *version, const char *words,
	       davit_hit_fn *fn, void *ctx, davit_error *err)
{
	const struct table *t;
	struct search s;
	unsigned v, i;
	int r;

	error_clear(err);
	if (words == NULL || fn == NULL)
		return error_set(err, DAVIT_EINVAL, "no word to look for, or "
				 "nobody to tell");
	memset(&s, 0, sizeof(s));
	r = lookup_engine_version(engine, version, &t, &v, err);
	if (r >= 0)
		r = read_words(&s, words, err);
	if (r < 0)
		return r;
	s.side = (struct diff_side){ t, t->versions[v].epoch };
	s.fn = fn;
	s.ctx = ctx;
	for (i = 0; i < t->nops && !s.stopped; i++)
		if (lookup_in(t->ops[i].since, t->ops[i].until, s.side.epoch))
			search_op(&s, &t->ops[i]);
	if (s.stopped)
		return error_set(err, DAVIT_ECANCELED, "stopped by the caller");
	return 0;
}
