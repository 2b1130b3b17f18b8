# SPDX-License-Identifier: MIT
# Prints C without its comments, as file:line:text.  With -v strings=no, what
# stands between quotes is left out, too.

FNR == 1 { comment = 0 }

{
	rest = $0
	out = ""
	while (rest != "") {
		if (comment) {
			end = index(rest, "*/")
			if (end == 0)
				break
			rest = substr(rest, end + 2)
			comment = 0
			out = out " "
			continue
		}
		c = substr(rest, 1, 1)
		if (substr(rest, 1, 2) == "/*") {
			comment = 1
			rest = substr(rest, 3)
		} else if (c == "\"" || c == "'") {
			n = 2
			while (n <= length(rest) && substr(rest, n, 1) != c)
				n += substr(rest, n, 1) == "\\" ? 2 : 1
			# An include is told by its name.
			if (strings == "no" && out !~ /^[ \t]*#/)
				out = out c c
			else
				out = out substr(rest, 1, n)
			rest = substr(rest, n + 1)
		} else {
			out = out c
			rest = substr(rest, 2)
		}
	}
	if (out !~ /^[ \t]*$/)
		print FILENAME ":" FNR ":" out
}
