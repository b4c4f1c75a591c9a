"""How surely a measure has changed: what each tie adds, standard errors, swaps of waves, many measures."""
