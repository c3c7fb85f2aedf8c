"""Wiring of the nine rooms: settings, urls, processes. No verb of the trade lives here."""

from helpdesk.celery import app as celery_app

__all__ = ["celery_app"]
