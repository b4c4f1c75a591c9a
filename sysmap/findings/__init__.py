"""Numbers to findings: scorecards, tables of scores, and what changed between two waves."""
