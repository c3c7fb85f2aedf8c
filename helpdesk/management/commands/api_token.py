"""Make a token for the REST interface."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.actions.tokens import issue_token
from core.errors import DomainError, InvalidInput
from core.models import Agent


class Command(BaseCommand):
    """Prints one new token, alone on the last line; it is shown this one time."""

    help = "Make a token with which a program acts for an agent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="EMAIL", help="the agent for whom the token acts")
        parser.add_argument("--scopes", metavar="a,b", help="scopes; without it all that the agent's roles allow")
        parser.add_argument("--name", default="", help="what it is for")

    def handle(self, *args: Any, **options: Any) -> None:
        agent = Agent.objects.filter(email__iexact=options["user"], is_active=True).first()
        if agent is None:
            raise CommandError(f"There is no active agent {options['user']}.")
        given = options["scopes"]
        scopes = None if given is None else [scope.strip() for scope in given.split(",") if scope.strip()]
        try:
            token, secret = issue_token(agent, scopes, options["name"])
        except InvalidInput as error:
            raise CommandError(" ".join(str(text) for texts in error.fields.values() for text in texts)) from error
        except DomainError as error:
            raise CommandError(str(error.text)) from error
        self.stderr.write(f"For {agent.email}: {', '.join(token.scopes)}")
        self.stdout.write(secret)
