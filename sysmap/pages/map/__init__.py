"""The interactive map: its data, its marks and places on the page."""
