"""Plans and decrees: writing, approval, printing and export."""
