"""The floor: one Django project with one view for HTML and one for JSON, on the product's tables and its web server."""
