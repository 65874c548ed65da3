"""What the pages say that put a plan beside another one, or beside a file."""
