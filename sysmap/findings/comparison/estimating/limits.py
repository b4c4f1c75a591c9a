"""How little is too little to test: organisations that answered both waves, and ties that changed."""

SMALLEST_PANEL = 10
"""Below so many organisations that answered both waves nothing is compared."""
FEWEST_TIES = 6
"""With fewer changed ties that bear on a measure its change has no interval."""
FEW_TIES = 10
"""With fewer the interval is shown with a caveat."""
MOST_SEARCHED = 600
"""On more organisations no map is searched for each swap of waves."""
