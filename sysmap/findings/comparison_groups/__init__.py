"""Programme places or organisations beside those without the programme."""
