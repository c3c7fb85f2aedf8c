"""Finding the words and phrases of the lexicons in a text."""
