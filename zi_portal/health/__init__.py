"""Whether what the portal stands on works."""
