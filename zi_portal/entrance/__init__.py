"""Who comes in: counted attempts, known devices, sessions and what a password must be."""
