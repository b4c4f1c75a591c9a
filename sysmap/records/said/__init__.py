"""What was said in the room: steps of correction in files of their own, kept apart from what was recorded."""
