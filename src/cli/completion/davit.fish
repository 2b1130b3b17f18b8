# SPDX-License-Identifier: MIT
# Completion for fish.  It knows nothing: davit itself is asked.

function __davit_complete
	set -l before (commandline -opc)
	set -l word (commandline -ct)
	set -l found ($before[1] complete -- $before[2..-1] "$word" 2> /dev/null)

	if test (count $found) -gt 0
		printf '%s\n' $found
	else
		__fish_complete_path "$word"
	end
end

complete -c davit -f -a '(__davit_complete)'
