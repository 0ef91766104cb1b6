# shellcheck shell=bash
# Completes the settings of tokencached, which it asks the program for, and file names.
_tokencached() {
  local word=${COMP_WORDS[COMP_CWORD]}
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "--help --version --check-config $(
      "${COMP_WORDS[0]}" --help 2>/dev/null | sed -n 's/^  \(--[a-z-]*\) .*/\1/p'
    )" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -o filenames -F _tokencached tokencached
