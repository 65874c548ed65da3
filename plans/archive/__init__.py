"""Published decrees of before the portal."""
