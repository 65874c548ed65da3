"""Files of an office: what is taken, kept, scanned, shown as pages and verified."""
