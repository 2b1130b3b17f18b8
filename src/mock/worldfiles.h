/* SPDX-License-Identifier: MIT */
/* Files of the world and the archives they travel in. */
#ifndef MOCK_WORLDFILES_H
#define MOCK_WORLDFILES_H

#include "archive.h"
#include "worldin.h"

/* Puts what an archive holds below `dir`; false if it is none. */
bool files_unpack(struct world *w, json_t *files, const char *dir,
		  const char *data, size_t len);

/* Appends an archive of all of them. */
void files_pack(struct world *w, json_t *files, int64_t when,
		struct buf *out);

#endif
