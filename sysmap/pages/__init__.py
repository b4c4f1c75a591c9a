"""Pages: findings become pages that a person can open."""
