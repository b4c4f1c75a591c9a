"""What every measure, layout, output and chart promises, and the functions that hold them to it."""
