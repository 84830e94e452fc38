"""Reading a whole round from files (CSV or one workbook), and writing one in the same shape."""
