"""Two waves compared: what differs, how sure that is, and what may be said of it."""
