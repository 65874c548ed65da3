"""The way of a file from the browser to its place."""
