"""The inbox: its rows in words, what is read and unread, and the bell of every page."""
