"""The measure whose p is not adjusted where the call names none."""

DEFAULT_PRIMARY = "cross_density"
