"""What was said and what follows: outcomes and their consequences."""
