/** Player pages. Each works without any of this. */
import "./plain.js";
import "./elements/relative-time.js";
import "./elements/time-line.js";
import "./elements/upload-list.js";
import "./elements/draft-keeper.js";
import "./elements/poll-fragment.js";
import "./behaviours/category-facts.js";
import "./behaviours/mending.js";
