"""Plans imported from workbooks and exported to them."""
