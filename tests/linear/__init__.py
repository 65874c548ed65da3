"""Nothing that reads text takes more than twice the time for twice the text."""
