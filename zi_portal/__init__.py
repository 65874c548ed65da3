"""The project package: roof (urls, home) and cellar (lib, jobs, audit) of the house.

Importing it imports nothing else: the limited child processes of lib.confined start with it.
"""
