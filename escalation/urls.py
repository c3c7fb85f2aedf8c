"""Pages of escalation. The deeds about cases are done at the desk, on their ticket;
work orders have pages of their own."""

from django.urls import path

from escalation.views import cares, cases, work_orders

urlpatterns = [
    path("desk/care/", cares.show_care, name="care"),
    path("desk/care/<int:care_id>/answer", cares.answer, name="care_answer"),
    path("desk/care/<int:care_id>/talked", cares.talked, name="care_talked"),
    path("desk/cases/", cases.queue, name="cases"),
    path("desk/cases/<int:number>", work_orders.show_order, name="work_order"),
    path("desk/cases/<int:number>/<slug:name>", work_orders.order_deed, name="work_order_deed"),
]
