"""{% kept %}: what was rendered once is shown again only where everything that it shows is the same."""

from collections.abc import Callable

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from core.templatetags import kept


def block(inside: str, values: str = "name=name") -> Callable[..., str]:
    template = Template("{% load kept i18n %}{% kept " + values + " %}" + inside + "{% endkept %}")
    return lambda **given: str(template.render(Context(given)))


def test_a_block_is_rendered_once_for_its_values_and_again_for_others():
    seen: list[str] = []

    class Name(str):
        __slots__ = ()

        def upper(self) -> str:
            seen.append(str(self))
            return super().upper()

    show = block("{{ name.upper }}")

    assert [show(name=Name("a")), show(name=Name("a")), show(name=Name("b"))] == ["A", "A", "B"]
    assert seen == ["a", "b"]


def test_a_block_sees_nothing_that_it_does_not_name():
    show = block("{{ name }}{% if secret or user or request %}leaks{% endif %}")

    assert show(name="a", secret="x", user="y", request=RequestFactory().get("/")) == "a"


def test_each_language_has_its_own():
    show = block("{% translate 'Note' %}")

    with override("zh-hans"):
        chinese = show(name="a")
    with override("en"):
        assert (chinese, show(name="a")) == ("备注", "Note")


def test_a_word_that_waits_for_its_language_is_told_apart_by_what_it_says():
    show, word = block("{{ name }}"), gettext_lazy("Note")

    with override("zh-hans"):
        assert show(name=word) == "备注"
    with override("en"):
        assert show(name=word) == "Note"


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("<b>", mark_safe("<b>"), ["&lt;b&gt;", "<b>"]),
        (1, True, ["1", "True"]),
        ("1", 1, ["1", "1"]),
    ],
)
def test_values_that_are_equal_but_not_the_same_are_told_apart(one, other, shown):
    show = block("{{ name }}")

    assert [show(name=one), show(name=other)] == shown
    assert [show(name=one), show(name=other)] == shown


def test_what_is_late_and_the_token_of_forms_are_put_in_each_time_and_escaped():
    show = block('{{ name }}<a href="{{ path }}">{% csrf_token %}', "name=name late path=path")

    first, second = show(name="a", path='/1?"', csrf_token="t1"), show(name="a", path="/2", csrf_token="t2")

    assert first == 'a<a href="/1?&quot;"><input type="hidden" name="csrfmiddlewaretoken" value="t1">'
    assert second == 'a<a href="/2"><input type="hidden" name="csrfmiddlewaretoken" value="t2">'


def test_it_forgets_before_it_grows_without_end(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    show = block("{{ name }}")

    assert [show(name=n) for n in (1, 2, 3, 1)] == ["1", "2", "3", "1"]


def test_a_value_without_a_name_is_refused():
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        block("x", "name")
