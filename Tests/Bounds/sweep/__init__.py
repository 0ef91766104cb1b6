"""The sweep over the whole command table: each command with its largest arguments, over entries in
memory and on disk, alone, pipelined and in EXEC, under the smallest and the default caps."""

from sweep.run import sweep  # noqa: F401
