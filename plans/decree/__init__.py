"""The decree: its text, annexes, checks and print."""
