"""Three addresses: a list, a list as JSON, and nothing at all."""

from django.urls import path

from bench.floor import views

urlpatterns = [
    path("list", views.show_list),
    path("json", views.list_json),
    path("hello", views.hello),
    path("desk/tickets/<int:number>", views.hello, name="ticket"),
]
