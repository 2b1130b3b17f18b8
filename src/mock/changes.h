/* SPDX-License-Identifier: MIT */
/*
 * Instructions of a Dockerfile as changes of an image's config.
 */
#ifndef MOCK_CHANGES_H
#define MOCK_CHANGES_H

#include "worldin.h"

/* "CMD ["sh"]", "ENV a=b", ...; others do nothing. */
void change_apply(struct world *w, json_t *config, const char *line);

/* What stands behind the first word of an instruction, if that is `word` in
 * any case; else NULL. */
const char *change_rest(const char *line, const char *word);

#endif
