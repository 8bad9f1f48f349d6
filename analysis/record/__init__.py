"""What is known: the tables of a record, their declaration, and every problem in them."""
