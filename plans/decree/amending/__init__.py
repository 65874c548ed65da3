"""What the text of a decree says of the decree that it changes or replaces."""
