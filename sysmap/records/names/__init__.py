"""Names of organisations: in one form, matched to registers, decided by a person, and classified."""
