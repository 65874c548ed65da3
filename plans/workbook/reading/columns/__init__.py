"""Columns of a recognised table, judged by what stands below their headings; pure, like the reading itself."""
