"""Demo: three fictional offices with people and plans, made through the same functions as real ones."""
