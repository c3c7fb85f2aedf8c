"""What can be done on the page of a work order: one table. The page offers what the table and the person allow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from core.models import Actor
from escalation.actions import follow_ups, order_details, work_orders
from escalation.enums import OrderMove
from escalation.forms import order_deeds as forms
from escalation.forms.order_deeds import OrderForm, words_form
from escalation.queries.work_orders import OrderPage

M = OrderMove


@dataclass(frozen=True)
class OrderDeed:
    """One deed: `is_offered` says whether the page shows it as a button, `key` is the one that presses it."""

    name: str
    label: str | Promise
    icon: str
    key: str
    act: Callable[[OrderPage, Actor, Any], object]
    is_offered: Callable[[OrderPage], bool]
    form: type[OrderForm] = OrderForm

    @property
    def asks(self) -> bool:
        """Whether it has questions; one without is done at once."""
        return self.form is not OrderForm


def _move(move: OrderMove, icon: str, key: str, act: Callable[..., object], form: type[OrderForm]) -> OrderDeed:
    return OrderDeed(move.value, move.label, icon, key, act, lambda page: move in page.moves, form)


def _seen(form: OrderForm) -> int | None:
    return cast(int | None, form.cleaned_data.get("seen"))


def _words(action: Callable[..., object], name: str) -> Callable[[OrderPage, Actor, OrderForm], object]:
    return lambda page, by, form: action(page.order, by=by, seen=_seen(form), **{name: form.cleaned_data[name]})


def _plain(action: Callable[..., object]) -> Callable[[OrderPage, Actor, OrderForm], object]:
    return lambda page, by, form: action(page.order, by=by, seen=_seen(form))


def _wait(page: OrderPage, by: Actor, form: forms.WaitForm) -> None:
    work_orders.wait(page.order, by=by, seen=_seen(form), until=form.moment(), reason=form.cleaned_data["reason"])


def _finish(page: OrderPage, by: Actor, form: forms.FinishForm) -> None:
    given = form.cleaned_data
    work_orders.finish(page.order, by=by, seen=_seen(form), result=given["result"], text=given["text"])


def _comment(page: OrderPage, by: Actor, form: forms.CommentForm) -> None:
    files = [UUID(text) for text in form.cleaned_data.get("attached", ())]
    order_details.comment(page.order, by=by, body=form.cleaned_data["body"], files=files)


def _follow_up(page: OrderPage, by: Actor, form: forms.FollowUpForm) -> None:
    note = form.cleaned_data["note"]
    follow_ups.set_follow_up(page.order, by=by, at=form.moment(), note=note, promise=form.chosen())


def _change(page: OrderPage, by: Actor, form: forms.ChangeForm) -> None:
    order_details.change_order(page.order, by=by, seen=_seen(form), **form.facts())


def _assign(page: OrderPage, by: Actor, form: forms.AssignForm) -> None:
    order_details.assign(page.order, by=by, seen=_seen(form), assignee=form.chosen())


def _remind(page: OrderPage, by: Actor, form: OrderForm) -> None:
    order_details.remind(page.order, by=by)


def _tick(page: OrderPage, by: Actor, form: forms.StepForm) -> None:
    order_details.tick_step(page.order, by=by, step=form.cleaned_data["step"], done=form.cleaned_data["done"])


def _date_done(page: OrderPage, by: Actor, form: forms.DateForm) -> None:
    follow_ups.finish_follow_up(form.cleaned_data["date"], by=by)


QUESTION = words_form("question", gettext_lazy("What do you need to know?"))
ANSWER = words_form("answer", gettext_lazy("Your answer"))
REASON = words_form("reason", gettext_lazy("Why?"))
DEEDS = {
    deed.name: deed
    for deed in (
        _move(M.ACCEPT, "user-check", "i", _plain(work_orders.accept), OrderForm),
        _move(M.START, "play", "s", _plain(work_orders.start), OrderForm),
        _move(M.FINISH, "check", "e", _finish, forms.FinishForm),
        _move(M.INFORM, "reply", "r", _words(work_orders.inform, "answer"), ANSWER),
        _move(M.SEND_BACK, "undo-2", "q", _words(work_orders.send_back, "question"), QUESTION),
        _move(M.WAIT, "hourglass", "z", _wait, forms.WaitForm),
        _move(M.REOPEN, "rotate-ccw", "o", _words(work_orders.reopen, "reason"), REASON),
        OrderDeed(
            "comment", gettext_lazy("Write"), "message-square", "n", _comment, lambda page: True, forms.CommentForm
        ),
        OrderDeed(
            "follow-up",
            gettext_lazy("Follow up on …"),
            "calendar-clock",
            "f",
            _follow_up,
            lambda page: page.is_alive,
            forms.FollowUpForm,
        ),
        OrderDeed(
            "assign",
            gettext_lazy("Assign"),
            "user-round-plus",
            "a",
            _assign,
            lambda page: page.may_work,
            forms.AssignForm,
        ),
        OrderDeed(
            "change", gettext_lazy("Change"), "pencil", "y", _change, lambda page: page.may_ask, forms.ChangeForm
        ),
        OrderDeed("remind", gettext_lazy("Remind them"), "bell", "b", _remind, lambda page: page.may_ask),
        _move(M.CANCEL, "x", "x", _words(work_orders.cancel, "reason"), REASON),
        OrderDeed("step", gettext_lazy("Steps"), "list-checks", "", _tick, lambda page: False, forms.StepForm),
        OrderDeed("date-done", gettext_lazy("Done"), "check", "", _date_done, lambda page: False, forms.DateForm),
    )
}


def offered(page: OrderPage) -> list[OrderDeed]:
    """The buttons of the page, in the order of the table."""
    return [deed for deed in DEEDS.values() if deed.is_offered(page)]
