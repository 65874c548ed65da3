"""What runs in the confined child; reached by its name alone, never imported outside."""
