"""What a stranger's file really is and whether it may be taken; runs in a confined child."""
