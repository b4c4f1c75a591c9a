"""What a cell says: texts, numbers, dates, known words and scales, and what became of every cell."""
