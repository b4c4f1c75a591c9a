"""Copies for the public: what may leave the room, decided once for all outputs."""
