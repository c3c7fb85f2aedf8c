"""Settings of the desk: who may, lists that page, forms that lose nothing, the history."""

import pytest
from django.urls import reverse

from core.models import Group
from knowledge.models import Category
from tests.factories.people import load_reference, make_agent
from tests.tickets.browser import text_of
from tickets.models import Macro, Tag
from tickets.queries import settings as queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_rows")]
MACRO = {
    "code": "sorry",
    "title_zh": "致歉",
    "title_en": "Sorry",
    "body_zh": "抱歉",
    "body_en": "Sorry",
    "is_active": "on",
}


@pytest.fixture(autouse=True)
def _demo(settings):
    """In demo mode nobody is stopped for a second factor."""
    settings.DEMO = True


@pytest.fixture
def office(sign_in):
    return sign_in(make_agent("admin", name="程一", language="en"))


def at(kind, *more):
    name = {0: "desk_settings_list", 1: "desk_settings_edit"}[len(more)]
    return reverse(name, args=[kind, *more])


@pytest.mark.parametrize("path", ["/desk/settings/", "/desk/settings/macros/", "/desk/settings/tags/new"])
def test_only_who_may_change_settings_gets_in(desk, office, path):
    assert desk.get(path).status_code == 403
    assert office.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["nope/", "categories/new", "macros/nope", "macros/999999", "categories/XX-1", "tags/0"]
)
def test_what_is_not_kept_here_is_not_there(office, path):
    assert office.get(f"/desk/settings/{path}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["macros", "tags"])
def test_a_list_costs_the_same_for_one_and_three(office, kind, count, django_assert_num_queries):
    Macro.objects.all().delete()
    for n in range(count):
        Macro.objects.create(code=f"m{n}", title_zh="题", title_en="t", group=Group.objects.get(code="FL"))
        Tag.objects.create(code=f"t{n}")
    office.get(at(kind))

    with django_assert_num_queries(5):  # session, person, rights, rows, keys
        page = text_of(office.get(at(kind)))

    assert page.count('class="settings__row') == count


def test_every_row_comes_once_over_the_pages_in_every_order(monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    Macro.objects.all().delete()
    for n in range(5):
        Macro.objects.create(code=f"m{n}", title_zh=f"题{n % 2}", title_en="t", used_count=n % 2)
    section = queries.SECTIONS["macros"]

    for order, expected in {"code": "01234", "used": "13024", "title": "02413"}.items():
        seen, after = [], ""
        while True:
            page = queries.settings_page(section, order=order, after=after)
            seen += [row.code for row in page.rows]
            after = page.next_cursor
            if not after:
                break
        assert seen == [f"m{n}" for n in expected]


@pytest.mark.parametrize("after", ["nonsense", "W10", "bnVsbA", "WyJ4Il0", "WyJhIiwgIngiXQ", "é"])
def test_a_place_that_no_list_gave_out_begins_anew(office, after):
    answer = office.get(at("macros"), {"after": after})

    assert answer.status_code == 200
    assert 'class="settings__row' in text_of(answer)


def test_a_search_looks_into_words_and_says_when_nothing_is_there(office):
    Tag.objects.create(code="refund", name_zh="退款")

    assert "refund" in text_of(office.get(at("tags"), {"q": "退"}))
    empty = text_of(office.get(at("tags"), {"q": "%_canary"}))
    assert "Nothing found" in empty
    assert "Show all" in empty


def test_a_macro_is_made_changed_and_its_history_told(office):
    assert office.post("/desk/settings/macros/new", MACRO | {"add_tags": "Refund，vip"}).status_code == 302
    macro = Macro.objects.get(code="sorry")
    office.post(at("macros", macro.pk), MACRO | {"title_en": "Very sorry", "set_priority": "1", "add_tags": ""})

    page = text_of(office.get(at("macros", macro.pk)))
    macro.refresh_from_db()
    assert (macro.add_tags, macro.set_priority) == ([], 1)
    assert "<del>Sorry</del> → <ins>Very sorry</ins>" in page
    assert "程一" in page
    assert "made it" in page


@pytest.mark.parametrize(
    "wrong", [{"body_zh": "{{ nope.x }} canary"}, {"code": ""}, {"add_tags": "x" * 41}, {"categories": ["ZZ"]}]
)
def test_a_macro_that_cannot_be_kept_comes_back_with_every_word(office, wrong):
    answer = office.post("/desk/settings/macros/new", MACRO | {"body_en": "kept canary"} | wrong)

    assert answer.status_code == 422
    assert "kept canary" in text_of(answer)
    assert 'role="alert"' in text_of(answer)
    assert not Macro.objects.filter(title_zh="致歉").exists()


@pytest.mark.parametrize("code", ["a,b", "，", "x" * 41, "", "\u200b"])
def test_a_word_that_can_be_no_tag_is_refused(office, code):
    answer = office.post("/desk/settings/tags/new", {"code": code, "colour": "line", "state": "allowed"})

    assert (answer.status_code, Tag.objects.count()) == (422, 0)


def test_a_tag_is_kept_in_small_letters_merged_and_then_only_looked_at(office):
    office.post("/desk/settings/tags/new", {"code": "Refund", "colour": "over", "state": "allowed"})
    office.post("/desk/settings/tags/new", {"code": "money", "colour": "line", "state": "allowed"})
    refund, money = Tag.objects.get(code="refund"), Tag.objects.get(code="money")

    assert office.post(f"/desk/settings/tags/{money.pk}/merge", {"into": money.pk}).status_code == 422
    assert office.post(f"/desk/settings/tags/{money.pk}/merge", {"into": refund.pk}).status_code == 302
    page = office.post(at("tags", money.pk), {"code": "again", "colour": "line", "state": "allowed"})
    money.refresh_from_db()
    assert (page.status_code, money.code, money.merged_into) == (422, "money", refund)
    assert "This tag is “refund” now." in text_of(page)


def test_a_category_changes_its_names_and_group_but_never_its_code(office):
    row = Category.objects.get(pk="AC-02")
    pay = Group.objects.get(code="PAY")
    form = {"code": "XX", "name_zh": "被盗", "name_en": row.name_en, "group": pay.pk, "urgency": 1, "impact": 2}

    assert office.post(at("categories", "AC-02"), form | {"is_active": "on"}).status_code == 302
    page = text_of(office.get(at("categories", "AC-02")))

    load_reference()  # the next upgrade
    row.refresh_from_db()
    assert (row.code, row.name_zh, row.group) == ("AC-02", "被盗", pay)
    assert f"→ <ins>{pay.name_en}</ins>" in page
    assert "What the form asks for" in page
