"""Where in a plan a file belongs: places, their codes, and proposals."""
