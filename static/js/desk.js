/** The desk's own behaviour, on top of what every staff page has. */
import "./elements/desk-live.js";
import "./behaviours/desk-composer.js";
import "./behaviours/desk-dialog.js";
import "./behaviours/desk-macros.js";
import "./behaviours/desk-next.js";
import "./behaviours/desk-panes.js";
import "./behaviours/desk-sent.js";
import "./behaviours/category-tree.js";
import "./behaviours/tag-field.js";
