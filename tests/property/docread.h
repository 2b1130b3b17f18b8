/* SPDX-License-Identifier: MIT */
/*
 * YAML files for the property tests, by libyaml's document interface.
 *
 * On purpose it shares nothing with tools/: what reads the documents again
 * must not repeat the generator's mistakes.
 */
#ifndef DOCREAD_H
#define DOCREAD_H

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

struct ydoc {
	char file[512];
	yaml_document_t doc;
	yaml_node_t *root;
};

/* Ends the test when the file cannot be read. */
void ydoc_load(struct ydoc *d, const char *dir, const char *name);
void ydoc_free(struct ydoc *d);

/* The value of a key; NULL: none, or no mapping. */
yaml_node_t *ydoc_get(struct ydoc *d, yaml_node_t *map, const char *key);
/* The text of a scalar, or NULL. */
const char *ydoc_text(const yaml_node_t *node);
/* Items of a list or pairs of a mapping; 0 for anything else. */
size_t ydoc_len(const yaml_node_t *node);
yaml_node_t *ydoc_item(struct ydoc *d, const yaml_node_t *list, size_t i);
const char *ydoc_key(struct ydoc *d, const yaml_node_t *map, size_t i);
yaml_node_t *ydoc_value(struct ydoc *d, const yaml_node_t *map, size_t i);
bool ydoc_true(struct ydoc *d, yaml_node_t *map, const char *key);

#endif
