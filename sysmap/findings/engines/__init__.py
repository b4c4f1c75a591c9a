"""Findings of ties that stay with the engine that holds them."""
