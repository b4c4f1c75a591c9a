"""Before the first wave: what a comparison of two waves could show, and what was planned for it."""
