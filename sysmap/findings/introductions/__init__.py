"""Introductions that may be worth making, and what rests on each organisation."""
