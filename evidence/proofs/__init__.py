"""Evidence put to obligations, and its review."""
