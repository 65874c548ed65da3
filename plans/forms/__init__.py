"""Forms of plans and decrees; they validate and save nothing."""
