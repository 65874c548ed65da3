"""Programs are killed and servers stopped in the middle of real work; afterwards everything is counted.

python -m tests.chaos --times N --write runs every scenario N times on both profiles and writes docs/kill-tests.md.
"""
