"""The side-by-side suite of scripts/benchmarks/bench: rows as data, servers of its own, figures and plots."""
