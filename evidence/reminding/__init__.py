"""Who is reminded of obligations and of evidence under review, how it is worded, and what a digest shows of it."""
