"""Where tables stand in a sheet: titles, notes and headings around them, several in one sheet."""
