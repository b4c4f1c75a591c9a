"""Names on maps: which forms a name has, and where it stands."""
