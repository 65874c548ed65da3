"""Two plans beside each other: which rows are new, changed, moved or gone, and which words of their cells."""
