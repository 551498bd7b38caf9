#compdef qs
# Completion of qs for zsh: qs itself says what can come next.
_qs() {
  local line="${(j: :)words[1,CURRENT]}"
  local -a found
  found=("${(@f)$(qs "[suggest:${#line}]" "$line" 2>/dev/null)}")
  found=(${found:#})
  if (( ${#found} )); then
    compadd -a found
  else
    _files
  fi
}
if [[ "$funcstack[1]" == _qs ]]; then
  _qs "$@"
else
  compdef _qs qs
fi
