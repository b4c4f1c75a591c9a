"""The page of a survey: its words, and how it is made."""
