"""What is asked: definitions, question kinds, and the forms and workbooks made from them."""
