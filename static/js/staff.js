/** Staff pages. */
import "./plain.js";
import "./behaviours/htmx-hooks.js";
import "./behaviours/aloud.js";
import "./behaviours/faces.js";
import "./behaviours/roving.js";
import "./elements/ask-aloud.js";
import "./elements/hot-keys.js";
import "./elements/live-hints.js";
import "./elements/sla-chip.js";
import "./elements/relative-time.js";
import "./elements/time-line.js";
import "./elements/undo-toast.js";
import "./elements/command-palette.js";
import "./elements/reply-editor.js";
import "./elements/promise-picker.js";
import "./elements/upload-list.js";
import "./elements/pane-resizer.js";
