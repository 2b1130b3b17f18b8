/* SPDX-License-Identifier: MIT */
/*
 * toml-json: reads TOML on standard input, prints it as JSON.
 *
 * A program of its own, run only for the few files of configuration that are
 * TOML and matter: the well-kept readers of TOML are in C++, and this keeps
 * that out of the library.  What is wrong is told by its place alone, since
 * the text may hold what is not to be shown.
 *
 * Exit status: 0, 1 (no TOML), 2 (could not read or write).
 */
#include <cstdio>
#include <iostream>
#include <string>

#include <toml++/toml.h>

static const size_t longest = 4u << 20;

int main()
{
	std::string text;
	char piece[16384];
	size_t n;

	while ((n = fread(piece, 1, sizeof(piece), stdin)) > 0) {
		text.append(piece, n);
		if (text.size() > longest)
			return 2;
	}
	if (ferror(stdin))
		return 2;
	try {
		std::cout << toml::json_formatter{toml::parse(text)} << '\n';
	} catch (const toml::parse_error &e) {
		fprintf(stderr, "line %u, column %u",
			static_cast<unsigned>(e.source().begin.line),
			static_cast<unsigned>(e.source().begin.column));
		return 1;
	}
	return std::cout.flush() ? 0 : 2;
}
