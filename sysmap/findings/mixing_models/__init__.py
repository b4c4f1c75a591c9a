"""Whether sectors still matter for who works with whom, given how busy each organisation is."""
