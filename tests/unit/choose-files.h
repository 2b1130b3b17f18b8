/* SPDX-License-Identifier: MIT */
/*
 * Files of configuration for tests, by name.
 */
#ifndef CHOOSE_FILES_H
#define CHOOSE_FILES_H

/* Makes those whose names stand in the list, parted by blanks. */
void choose_files_make(const char *home, const char *list);

/* Removes the directory with all that is in it. */
void choose_files_remove(const char *home);

#endif
