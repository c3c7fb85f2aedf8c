"""What the product costs, as ratios: ours beside the least that the same stack can do, in one run on one machine.

`make bench` measures the table of goals and prints it; `docs/how-to/measure.md` says how to read it. No test asserts a
time. This package is no part of the product: nothing imports it.
"""
