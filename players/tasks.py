"""Thin Celery tasks of players."""

from celery import shared_task

from players.actions import watch


@shared_task(name="players.sweep_play")
def sweep_play() -> None:
    """A second pulse beside `run_timers`; two at once share the work."""
    watch.sweep_play()
