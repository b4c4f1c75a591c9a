"""What the columns of a raw table hold, before anything is made of them."""
