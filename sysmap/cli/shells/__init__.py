"""What shells are told of the commands: what completes them, and examples to copy."""

# Set by what a shell runs to complete a line.
ASKED_TO_COMPLETE = "_SYSMAP_COMPLETE"
