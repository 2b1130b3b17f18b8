/* SPDX-License-Identifier: MIT */
/*
 * davit: the table of commands, and which of them a line means.  A first
 * word that is no command is an operation to be invoked.
 */
#include "config.h"

#include "call.h"
#include "cmd.h"
#include "columns.h"
#include "out.h"
#include "say.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USE_READ (USE_ENGINE | USE_JSON)
#define USE_TALK (USE_ENGINE | USE_CALL | USE_SEND)
#define USE_LIVE (USE_ENGINE | USE_CALL)

static int cmd_help(const struct options *o, const char **words, size_t n);

static const struct command {
	const char *name, *words;
	unsigned uses;
	int (*run)(const struct options *o, const char **words, size_t n);
	const char *summary;	/* one line */
	const char *text;	/* more of it */
} commands[] = {
	{ "engines", "", USE_JSON, cmd_engines,
	  "list the engines davit knows",
	  "Where no engine is asked and --engine isn't given, the one that "
	  "has the version of -a is meant, or else the first that has the "
	  "operation." },
	{ "versions", "[ENGINE]", USE_READ | USE_VERSIONS, cmd_versions,
	  "list the API versions of an engine",
	  "Each with the version whose document it shares and, for an "
	  "engine that numbers its own API, the Docker API it also speaks. "
	  "With --engines, the releases of all engines, or of one, each "
	  "with the newest and the oldest version it speaks." },
	{ "categories", "", USE_READ, cmd_categories,
	  "list the categories of operations", "" },
	{ "ops", "[CATEGORY]", USE_READ, cmd_ops,
	  "list operations", "All of a version, or those of a category." },
	{ "doc", "OP", USE_READ | USE_DEPTH, cmd_doc,
	  "print all there is to know of an operation",
	  "Its parameters, body, answers, and an example." },
	{ "explain", "OP [PATH]", USE_READ | USE_DEPTH, cmd_explain,
	  "explain a part of a body or an answer",
	  "PATH is dotted, as in HostConfig.RestartPolicy or "
	  "HostConfig.Mounts[].Type; it may begin with body, answer, a "
	  "status or params where it would be ambiguous, and may be joined "
	  "to OP by a dot. Without PATH, body and answer as a whole." },
	{ "skeleton", "OP", USE_ENGINE | USE_SKELETON, cmd_skeleton,
	  "print a body to edit and send",
	  "All members, each with a value that is allowed there: an empty "
	  "one, or the first of those listed." },
	{ "check", "OP [NAME=VALUE | NAME:=JSON]...",
	  USE_READ | USE_CHECK, cmd_check,
	  "tell in which versions a call would work",
	  "As strictly as --check=strict, without asking any engine. Without "
	  "--on, all versions of the engine are looked at, or that of -a. "
	  "The exit status is 0 if it would work wherever it was asked." },
	{ "invoke", "OP [NAME=VALUE | NAME:=JSON]...",
	  USE_TALK | USE_OP, cmd_invoke,
	  "call the engine; \"davit OP ...\" is short for it",
	  "VALUE is converted by the type of the parameter: true or false "
	  "for a boolean, digits for an integer; a list grows each time its "
	  "name is given; filters take NAME=KEY=VALUE. NAME:=JSON is always "
	  "JSON. \"path:NAME\" and \"query:NAME\" tell apart two parameters "
	  "of one name." },
	{ "attach", "CONTAINER", USE_LIVE | USE_ATTACH, cmd_attach,
	  "connect this terminal to a container that runs",
	  "The exit status is that of the container. ctrl-p,ctrl-q leaves "
	  "a terminal and lets the container run." },
	{ "exec", "CONTAINER COMMAND [WORD]...", USE_LIVE | USE_EXEC,
	  cmd_exec, "run a command in a container that runs",
	  "The exit status is that of the command. What follows CONTAINER "
	  "belongs to the command, options included." },
	{ "run", "IMAGE [COMMAND [WORD]...]", USE_LIVE | USE_RUN, cmd_run,
	  "run a command in a new container",
	  "The exit status is that of the command. What follows IMAGE "
	  "belongs to the command, options included. An image that is not "
	  "here is pulled first." },
	{ "request", "METHOD PATH", USE_TALK, cmd_request,
	  "send any other request, such as GET /v1.41/info",
	  "PATH is sent as it stands, nothing is checked, and no version is "
	  "put before it." },
	{ "doctor", "[IMAGE]", USE_LIVE | USE_JSON, cmd_doctor,
	  "tell how an engine is reached, and why it isn't",
	  "Every rule that was tried for host, TLS, engine, version, headers "
	  "and, for IMAGE, credentials: * is what counts, - what doesn't, ! "
	  "what is wrong, with a hint, ? what deserves a look. The exit "
	  "status is 0 if all is well, 3 if no engine was reached, 1 if "
	  "something else is wrong." },
	{ "diff", "ENGINE VERSION VERSION [OP]", USE_READ, cmd_diff,
	  "tell what differs between two versions, or engines",
	  "Operations, parameters and members of bodies: + what has come, - "
	  "what is gone, ~ what is different. Of two engines, write "
	  "ENGINE@VERSION ENGINE@VERSION; without a version, the newest is "
	  "meant." },
	{ "history", "OP[.MEMBER]", USE_READ, cmd_history,
	  "tell when each part of an operation came and went",
	  "Of the whole operation, of a member of its body, or of a "
	  "parameter: + when it came, - when it went, ~ when it became "
	  "different." },
	{ "find", "WORD...", USE_READ, cmd_find,
	  "look for operations, parameters and members by keyword",
	  "In names, summaries, help, and values allowed, in any case; all "
	  "words have to be there." },
	{ "which", "[METHOD URL]", USE_READ, cmd_which,
	  "tell which operation a request is",
	  "Without words, of each line of standard input: request lines, or "
	  "lines of a log that hold a method and a path. The answer is "
	  "ENGINE VERSION OP NAME=VALUE...; \"-\" where there is none. A "
	  "version in the path decides; without one, -a or the newest." },
	{ "mock", "[OPTION]...", USE_ENGINE, cmd_mock,
	  "answer like an engine, for tests",
	  "Prints where it listens, then serves until it is told to end. "
	  "\"davit mock --help\" lists its options; they stand behind its "
	  "name. More in davit-mock(1)." },
	{ "help", "[COMMAND | OP]", USE_ENGINE, cmd_help,
	  "explain davit, a command, or an operation", "" },
	{ "man", "ENGINE", 0, cmd_man, NULL,
	  "The page of the manual on all operations of an engine's newest "
	  "version." },
	{ "complete", "-- WORD...", 0, cmd_complete, NULL,
	  "What the last word of a line could become, one candidate a line. "
	  "For the completion of shells." },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

unsigned cmd_uses(const char *name)
{
	const struct command *c = find_command(name);

	return c == NULL ? 0 : c->uses;
}

const char *cmd_words(const char *name)
{
	const struct command *c = find_command(name);

	return c == NULL ? NULL : c->words;
}

const char *cmd_name(size_t i, const char **summary)
{
	if (i >= COMMANDS)
		return NULL;
	*summary = commands[i].summary;
	return commands[i].name;
}

static void usage(FILE *to)
{
	size_t i;

	fputs("usage: davit [OPTION]... COMMAND [WORD]...\n"
	      "       davit [OPTION]... OP [NAME=VALUE | NAME:=JSON]...\n\n"
	      "davit speaks to container engines: it knows every operation "
	      "of every version\nof their APIs.\n\n", to);
	for (i = 0; i < COMMANDS; i++)
		if (commands[i].summary != NULL)
			fprintf(to, "  %-12s%s\n", commands[i].name,
				commands[i].summary);
}

static int help_all(void)
{
	usage(stdout);
	opt_help(stdout, USE_READ | USE_TALK | USE_OP);
	fputs("\nExamples:\n"
	      "  davit ops containers\n"
	      "  davit doc OP | less\n"
	      "  davit OP id=web all=true filters=label=a=b\n"
	      "  davit -e podman OP --body '{\"Image\": \"busybox\"}' "
	      "--dry-run=curl\n"
	      "\nExit status: 0 done, 1 refused by the engine, 2 wrong input "
	      "or a file here,\n3 engine not reachable, 4 timed out or "
	      "interrupted.  More in davit(1).\n", stdout);
	return STATUS_DONE;
}

static int help_command(const struct command *c)
{
	printf("usage: davit [OPTION]... %s%s%s\n\n", c->name,
	       *c->words != '\0' ? " " : "", c->words);
	if (c->summary != NULL)
		columns_wrap(stdout, c->summary, 0, 0, out_page_width());
	if (*c->text != '\0') {
		if (c->summary != NULL)
			putchar('\n');
		columns_wrap(stdout, c->text, 0, 0, out_page_width());
	}
	opt_help(stdout, c->uses);
	return STATUS_DONE;
}

static bool is_category(const struct options *o, const char *word)
{
	const char *category = NULL;

	while ((category = davit_category_next(call_engine(o),
					       call_version(o), category))
	       != NULL)
		if (strcmp(category, word) == 0)
			return true;
	return false;
}

/* No command, and no operation either. */
static int unknown_word(const struct options *o, const char *word,
			const davit_error *err)
{
	const char *best = NULL;
	unsigned distance = NEAR_START;
	bool category = is_category(o, word);
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (commands[i].summary != NULL)
			near_word(word, commands[i].name, &best, &distance);
	/* The library knows operations, and what was meant by a wrong one. */
	if (err->code != DAVIT_ENOOP || strstr(err->hint, "did you") != NULL ||
	    (best == NULL && !category &&
	     strpbrk(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL))
		return say_failure(err, false);
	say_error("'%s' is neither a command nor an operation", word);
	if (category)
		say_hint("'davit ops %s' lists that category", word);
	else if (best != NULL)
		say_hint("did you mean 'davit %s'?", best);
	else
		say_hint("'davit help' lists the commands, 'davit ops' the "
			 "operations");
	return STATUS_USAGE;
}

static int cmd_help(const struct options *o, const char **words, size_t n)
{
	const struct command *c;
	davit_error err;
	davit_op op;

	if (n == 0)
		return help_all();
	if (n > 1)
		return say_error("help: one word too many: '%s'", words[1]);
	c = find_command(words[0]);
	if (c != NULL)
		return help_command(c);
	if (cmd_find_op(o, words[0], &op, &err) < 0)
		return unknown_word(o, words[0], &err);
	return cmd_doc(o, words, n);
}

static int run(const struct options *o)
{
	const struct command *c;
	davit_error err;
	davit_op op;
	int status;

	if (o->version) {
		printf("davit %s\n", davit_library_version());
		return STATUS_DONE;
	}
	if (o->nwords == 0) {
		if (o->help)
			return help_all();
		usage(stderr);
		return STATUS_USAGE;
	}
	c = find_command(o->words[0]);
	if (c != NULL) {
		if (o->help)
			return help_command(c);
		status = opt_allowed(o, c->name, c->uses);
		return status != 0 ? status
				   : c->run(o, o->words + 1, o->nwords - 1);
	}
	if (cmd_find_op(o, o->words[0], &op, &err) < 0)
		return unknown_word(o, o->words[0], &err);
	if (o->help)
		return cmd_doc(o, o->words, 1);
	status = opt_allowed(o, "invoke", USE_TALK | USE_OP);
	return status != 0 ? status : cmd_invoke(o, o->words, o->nwords);
}

int main(int argc, char **argv)
{
	struct options o;
	int status;

	/* Its options are not ours. */
	if (argc > 1 && strcmp(argv[1], "mock") == 0)
		return cmd_mock_become(argv + 1);
	status = opt_parse(&o, argc, argv, cmd_uses);
	out_init(o.color);
	if (status == 0)
		status = run(&o);
	status = out_finish(status);
	opt_done(&o);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
	!defined(TIDY_EXIT)
	/* All output is out.  What the libraries below would tidy up now, the
	 * system takes back anyway; a short command is 3 % faster for it. */
	_exit(status);
#else
	return status;
#endif
}
