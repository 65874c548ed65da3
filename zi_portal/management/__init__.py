"""Commands that concern the whole portal."""
