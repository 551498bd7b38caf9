# Completion of qs for bash: qs itself says what can come next.
_qs() {
  local found
  COMPREPLY=()
  while IFS= read -r found; do
    found=${found%$'\r'}
    [[ -n $found && $found == "${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$found")
  done < <(qs "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
}
complete -o bashdefault -o default -F _qs qs
