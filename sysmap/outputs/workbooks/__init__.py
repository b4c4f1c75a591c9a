"""Results as workbooks for people: headings in words, numbers as numbers, and a sheet that explains them."""
