"""The side-by-side suite of scripts/bench: rows as data, servers of its own, figures and plots."""
