# Completion of qs for fish: qs itself says what can come next.
function __qs_suggest
    set -l line (commandline --current-process --cut-at-cursor)
    qs "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete --command qs --arguments '(__qs_suggest)'
