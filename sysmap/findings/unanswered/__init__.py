"""What if they had answered: tipping points, ranges of imputed ties, and names that are on no list."""
