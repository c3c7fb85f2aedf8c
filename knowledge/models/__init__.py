from knowledge.models.categories import Category

__all__ = ["Category"]
