"""Pages of the desk."""

from django.urls import path

from tickets.views import bulk, deeds, desk, desk_writing, phone, saved_views, tabs

urlpatterns = [
    path("desk/", desk.show_desk, name="desk"),
    path("desk/views/<slug:slug>", desk.show_view, name="desk_view"),
    path("desk/saved-views/", saved_views.manage, name="desk_views"),
    path("desk/saved-views/new", saved_views.new, name="desk_view_new"),
    path("desk/saved-views/<slug:slug>/edit", saved_views.edit, name="desk_view_edit"),
    path("desk/saved-views/<slug:slug>/remove", saved_views.remove, name="desk_view_remove"),
    path("desk/saved-views/<slug:slug>/restore", saved_views.restore, name="desk_view_restore"),
    path("desk/saved-views/<slug:slug>/place", saved_views.place, name="desk_view_place"),
    path("desk/bulk/jobs/<int:pk>", bulk.show_job, name="desk_bulk_job"),
    path("desk/bulk/jobs/<int:pk>/undo", bulk.undo, name="desk_bulk_undo"),
    path("desk/bulk/<slug:name>", bulk.bulk, name="desk_bulk"),
    path("desk/search", desk.search, name="desk_search"),
    path("desk/new", phone.new_note, name="desk_new"),
    path("desk/live", desk.live, name="desk_live"),
    path("desk/hints", desk.missed, name="desk_hints"),
    path("desk/commands", desk.list_commands, name="commands"),
    path("desk/uploads", desk_writing.upload, name="desk_upload"),
    path("desk/files/<uuid:attachment_id>", desk.open_file, name="desk_file"),
    path("desk/drafts/<int:draft_id>/undo", desk_writing.undo, name="desk_undo"),
    path("desk/tickets/<int:number>", desk.show_ticket, name="desk_ticket"),
    path("desk/tickets/<int:number>/draft", desk_writing.keep_draft, name="desk_draft"),
    path("desk/tickets/<int:number>/send", desk_writing.send, name="desk_send"),
    path("desk/tickets/<int:number>/macros", desk.show_macros, name="desk_macros"),
    path("desk/tabs/close", tabs.close, name="desk_tab_close"),
    path("desk/tickets/<int:number>/opened", tabs.opened, name="desk_opened"),
    path("desk/tickets/<int:number>/link", deeds.tracking_link, name="desk_link"),
    path("desk/tickets/<int:number>/<slug:name>", deeds.deed, name="desk_deed"),
]
