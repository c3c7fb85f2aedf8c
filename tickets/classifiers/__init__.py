"""Pure classifiers: text and context in, a verdict out. Nothing here knows Django or the database (README.md)."""
