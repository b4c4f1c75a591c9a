"""The tables of a record set: one module for each, how columns are matched, and how tables are checked."""
