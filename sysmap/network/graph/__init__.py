"""Calculations on a graph of organisations: arrays in, numbers out."""
