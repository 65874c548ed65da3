"""What is intended, and its approval: plans, decrees, their printing and export."""
