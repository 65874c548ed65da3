"""What is left in a plan from another year or another office: found, grouped, and the words that put it right."""
