"""What screens of the evidence say and offer: words, links and buttons of rows that views fetched."""
