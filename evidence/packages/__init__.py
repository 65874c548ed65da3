"""What leaves the portal for an evaluator: packages and the rekap."""
