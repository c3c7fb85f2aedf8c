"""Ways out of this app, to systems of others."""
