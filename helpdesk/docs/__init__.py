"""Reference documents that are read out of the code, so that they cannot be wrong."""
