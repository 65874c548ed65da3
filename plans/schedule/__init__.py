"""Time as printed, read into due dates and written back. Pure."""
