"""File formats, each opened safely: files, folders and data frames become raw tables."""
