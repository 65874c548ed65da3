"""A workbook that goes into an existing draft: what it would change, what is taken, what is refused."""
