"""Pages of a stranger's document as pictures and text; runs in a confined child."""
