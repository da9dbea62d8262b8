"""Benchmarks: how long things take, as ratios to something that everybody can run.

``make bench`` or ``python -m benchmarks`` prints one table. A ratio is measured in one run, each
turn of ours next to a turn of the peer's, so that a slow or busy machine slows down both. Nothing
here is a test: a miss is printed and the exit code stays 0.

A case is a module of this package with a function ``measure(repeat)`` that yields rows; adding one
adds a file and its name to `benchmarks.__main__.CASES`.
"""
