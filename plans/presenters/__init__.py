"""What screens of plans and decrees say and offer: words, links and buttons of rows that views fetched."""
