/** Pages that stand alone: sign-in, errors. */
import "./behaviours/commands.js";
import "./behaviours/anchors.js";
import "./behaviours/forms.js";
import "./elements/toast-stack.js";
import "./elements/scheme-switch.js";
import "./elements/copy-button.js";
