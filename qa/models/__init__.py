from qa.models.surveys import Survey

__all__ = ["Survey"]
