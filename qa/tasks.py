"""Thin Celery tasks of quality."""

from celery import shared_task

from qa.actions import surveys


@shared_task(name="qa.expire_surveys")
def expire_surveys() -> None:
    """Close surveys whose seven days are over."""
    surveys.expire_surveys()
