"""Static pictures: strokes, and whatever is drawn with them."""
