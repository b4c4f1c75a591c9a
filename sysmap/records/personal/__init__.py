"""Personal data: recognised by headers and by contents, left out, and warned of."""
