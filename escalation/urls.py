"""Pages of escalation. The deeds about cases are done at the desk, on their ticket;
work orders have pages of their own."""

from django.urls import path

from escalation.views import cases, work_orders

urlpatterns = [
    path("desk/cases/", cases.queue, name="cases"),
    path("desk/cases/<int:number>", work_orders.show_order, name="work_order"),
    path("desk/cases/<int:number>/<slug:name>", work_orders.order_deed, name="work_order_deed"),
]
