/** The desk's own behaviour, on top of what every staff page has. */
import "./elements/desk-live.js";
import "./elements/search-box.js";
import "./elements/desk-presence.js";
import "./behaviours/desk-composer.js";
import "./behaviours/desk-bulk.js";
import "./behaviours/desk-dialog.js";
import "./behaviours/desk-focus.js";
import "./behaviours/desk-given.js";
import "./behaviours/desk-macros.js";
import "./behaviours/desk-next.js";
import "./behaviours/desk-panes.js";
import "./behaviours/desk-picks.js";
import "./behaviours/desk-sent.js";
import "./behaviours/mentions.js";
import "./behaviours/desk-tabs.js";
import "./behaviours/category-tree.js";
import "./behaviours/tag-field.js";
