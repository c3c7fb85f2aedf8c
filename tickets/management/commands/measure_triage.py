"""`manage.py measure_triage`: how good the classifiers are, on messages that nothing was tuned on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tickets.actions.classifier import LearnedMissing, classifier_in_use
from tickets.actions.learning import measure
from tickets.classifiers.measuring import evaluate, labelled_messages, table
from tickets.classifiers.rules import classify


class Command(BaseCommand):
    """Print precision, recall and n by category, each language apart, danger and false alarms."""

    help = "Print the classifier table: the rules and the learned model, on the messages written apart."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which messages, and how finely."""
        parser.add_argument("--messages", choices=["apart", "seed", "labelled"], default="apart")
        parser.add_argument("--second", action="store_true", help="a line for each second-level category too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, count, print."""
        messages = labelled_messages(options["messages"])
        self.stdout.write(f"Rules alone, {len(messages)} messages ({options['messages']})\n")
        self.stdout.write(table(evaluate(messages, classify), second=options["second"]) + "\n\n")
        try:
            classifier = classifier_in_use()
        except LearnedMissing as problem:
            raise CommandError(f"There is no learned model to measure: {problem}") from problem
        self.stdout.write(f"With the learned model {classifier.version}\n")
        self.stdout.write(table(measure(classifier, messages), second=options["second"]) + "\n")
