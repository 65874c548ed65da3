"""Who is reminded of decrees that wait and of plans that are missing, how it is worded, what a digest shows of it."""
