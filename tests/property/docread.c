/* SPDX-License-Identifier: MIT */
/* See docread.h. */
#include "config.h"

#include "docread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ydoc_load(struct ydoc *d, const char *dir, const char *name)
{
	yaml_parser_t parser;
	FILE *in;
	int n = snprintf(d->file, sizeof d->file, "%s/%s", dir, name);

	in = n > 0 && (size_t)n < sizeof d->file ? fopen(d->file, "rb") :
						   NULL;
	if (in == NULL || !yaml_parser_initialize(&parser)) {
		fprintf(stderr, "%s: cannot be read\n", d->file);
		exit(1);
	}
	yaml_parser_set_input_file(&parser, in);
	if (!yaml_parser_load(&parser, &d->doc) ||
	    (d->root = yaml_document_get_root_node(&d->doc)) == NULL) {
		fprintf(stderr, "%s: not YAML\n", d->file);
		exit(1);
	}
	yaml_parser_delete(&parser);
	fclose(in);
}

void ydoc_free(struct ydoc *d)
{
	yaml_document_delete(&d->doc);
}

const char *ydoc_text(const yaml_node_t *node)
{
	return node != NULL && node->type == YAML_SCALAR_NODE ?
	       (const char *)node->data.scalar.value : NULL;
}

size_t ydoc_len(const yaml_node_t *node)
{
	if (node != NULL && node->type == YAML_SEQUENCE_NODE)
		return (size_t)(node->data.sequence.items.top -
				node->data.sequence.items.start);
	if (node != NULL && node->type == YAML_MAPPING_NODE)
		return (size_t)(node->data.mapping.pairs.top -
				node->data.mapping.pairs.start);
	return 0;
}

yaml_node_t *ydoc_item(struct ydoc *d, const yaml_node_t *list, size_t i)
{
	return yaml_document_get_node(&d->doc,
				      list->data.sequence.items.start[i]);
}

const char *ydoc_key(struct ydoc *d, const yaml_node_t *map, size_t i)
{
	return ydoc_text(yaml_document_get_node(&d->doc,
				map->data.mapping.pairs.start[i].key));
}

yaml_node_t *ydoc_value(struct ydoc *d, const yaml_node_t *map, size_t i)
{
	return yaml_document_get_node(&d->doc,
				map->data.mapping.pairs.start[i].value);
}

yaml_node_t *ydoc_get(struct ydoc *d, yaml_node_t *map, const char *key)
{
	size_t i, n;

	if (map == NULL || map->type != YAML_MAPPING_NODE)
		return NULL;
	for (i = 0, n = ydoc_len(map); i < n; i++) {
		const char *k = ydoc_key(d, map, i);

		if (k != NULL && strcmp(k, key) == 0)
			return ydoc_value(d, map, i);
	}
	return NULL;
}

bool ydoc_true(struct ydoc *d, yaml_node_t *map, const char *key)
{
	const char *text = ydoc_text(ydoc_get(d, map, key));

	return text != NULL && strcmp(text, "true") == 0;
}
