"""What layouts have in common: how one is declared, what stands beside an export, and what fits none."""
