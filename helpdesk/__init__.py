"""Wiring of the nine rooms: settings, urls, processes. No verb of the trade lives here."""
