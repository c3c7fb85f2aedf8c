"""Pages of the desk."""

from django.urls import path

from tickets.views import alike, attention, deeds, desk, desk_next, desk_writing, joining, phone, presence

urlpatterns = [
    path("desk/", desk.show_desk, name="desk"),
    path("desk/views/<slug:slug>", desk.show_view, name="desk_view"),
    path("desk/search", desk.search, name="desk_search"),
    path("desk/search/quick", desk.find_quickly, name="desk_search_quick"),
    path("desk/new", phone.new_note, name="desk_new"),
    path("desk/next", desk_next.take_next, name="desk_next"),
    path("desk/live", desk.live, name="desk_live"),
    path("desk/hints", desk.missed, name="desk_hints"),
    path("desk/presence", presence.list_present, name="desk_presence"),
    path("desk/commands", desk.list_commands, name="commands"),
    path("desk/uploads", desk_writing.upload, name="desk_upload"),
    path("desk/files/<uuid:attachment_id>", desk.open_file, name="desk_file"),
    path("desk/drafts/<int:draft_id>/undo", desk_writing.undo, name="desk_undo"),
    path("desk/tickets/<int:number>", desk.show_ticket, name="desk_ticket"),
    path("desk/tickets/<int:number>/draft", desk_writing.keep_draft, name="desk_draft"),
    path("desk/tickets/<int:number>/send", desk_writing.send, name="desk_send"),
    path("desk/tickets/<int:number>/macros", desk.show_macros, name="desk_macros"),
    path("desk/tickets/<int:number>/alike", alike.show_alike, name="desk_alike"),
    path("desk/tickets/<int:number>/snooze", attention.snooze, name="desk_snooze"),
    path("desk/tickets/<int:number>/wake", attention.wake, name="desk_wake"),
    path("desk/tickets/<int:number>/watch", attention.watch, name="desk_watch"),
    path("desk/tickets/<int:number>/people", attention.list_people, name="desk_people"),
    path("desk/tickets/<int:number>/link", deeds.tracking_link, name="desk_link"),
    path("desk/tickets/<int:number>/merge/preview", joining.merge_preview, name="desk_merge_preview"),
    path("desk/tickets/<int:number>/merge/undo", joining.undo_merge, name="desk_undo_merge"),
    path("desk/tickets/<int:number>/<slug:name>", deeds.deed, name="desk_deed"),
]
