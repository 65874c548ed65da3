"""Scripts of pages that need no page: their cases run in node where it is installed, and in Chromium."""
