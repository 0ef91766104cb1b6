#compdef tokencached
# The settings stand in what --help prints.
_gnu_generic "$@"
