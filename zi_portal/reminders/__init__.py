"""Notices: who is told of what on which day, each once; the ledger that is the inbox, and the digests by mail."""
