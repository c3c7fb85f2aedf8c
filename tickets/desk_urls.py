"""Pages of the desk."""

from django.urls import path

from tickets.views import deeds, desk, desk_writing, macros, palette, phone, practice, settings

urlpatterns = [
    path("desk/", desk.show_desk, name="desk"),
    path("desk/views/<slug:slug>", desk.show_view, name="desk_view"),
    path("desk/search", desk.search, name="desk_search"),
    path("desk/new", phone.new_note, name="desk_new"),
    path("desk/live", desk.live, name="desk_live"),
    path("desk/hints", desk.missed, name="desk_hints"),
    path("desk/commands", palette.list_commands, name="commands"),
    path("desk/finds", palette.finds, name="palette_finds"),
    path("desk/keys/", practice.keys, name="desk_keys"),
    path("desk/macros/", practice.list_own_macros, name="own_macros"),
    path("desk/macros/<int:macro_id>", practice.own_macro, name="own_macro"),
    path("desk/settings/", settings.overview, name="desk_settings"),
    path("desk/settings/tags/<int:tag_id>/merge", settings.merge, name="desk_tag_merge"),
    path("desk/settings/<slug:kind>/", settings.list_rows, name="desk_settings_list"),
    path("desk/settings/<slug:kind>/new", settings.add, name="desk_settings_add"),
    path("desk/settings/<slug:kind>/<slug:key>", settings.edit, name="desk_settings_edit"),
    path("desk/tags", settings.list_tags, name="desk_tags"),
    path("desk/training/", practice.training, name="training"),
    path("desk/training/done", practice.trained, name="trained"),
    path("desk/uploads", desk_writing.upload, name="desk_upload"),
    path("desk/files/<uuid:attachment_id>", desk.open_file, name="desk_file"),
    path("desk/drafts/<int:draft_id>/undo", desk_writing.undo, name="desk_undo"),
    path("desk/tickets/<int:number>", desk.show_ticket, name="desk_ticket"),
    path("desk/tickets/<int:number>/draft", desk_writing.keep_draft, name="desk_draft"),
    path("desk/tickets/<int:number>/send", desk_writing.send, name="desk_send"),
    path("desk/tickets/<int:number>/choices", palette.list_choices, name="desk_choices"),
    path("desk/tickets/<int:number>/macros", macros.show_macros, name="desk_macros"),
    path("desk/tickets/<int:number>/macros/<slug:code>", macros.macro, name="desk_macro"),
    path("desk/tickets/<int:number>/link", deeds.tracking_link, name="desk_link"),
    path("desk/tickets/<int:number>/<slug:name>", deeds.deed, name="desk_deed"),
]
