"""Three waves and more: change since the first, its trend, and what became of ties."""
