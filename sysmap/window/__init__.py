"""A page on this computer alone, for people who do not type: files in, maps, briefs and tables out."""
