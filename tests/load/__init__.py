"""Loads: slow and oversize uploads, a very large download, uploads that end midway, on both profiles."""
