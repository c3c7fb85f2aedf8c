"""What an action refuses about single fields stands beside those fields of its form."""

from django import forms

from core.errors import InvalidInput


def put_beside(form: forms.BaseForm, refusal: InvalidInput) -> None:
    """The sentences are errors of the form: each of its field, or of the whole where there is no such field."""
    for name, sentences in refusal.fields.items():
        form.add_error(name if name in form.fields else None, [str(sentence) for sentence in sentences])


class RefusableForm(forms.Form):
    """A form whose action may refuse single fields."""

    def refuse(self, refusal: InvalidInput) -> None:
        """Put the sentences of a refusal beside their fields."""
        put_beside(self, refusal)
