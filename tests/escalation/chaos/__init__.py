"""A desk of its own for crash tests: servers, processes that are killed, an agent who answers, and a checker."""
