"""The sheet's addresses: what an open table asks of the server."""
