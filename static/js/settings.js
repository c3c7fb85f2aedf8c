/** Settings: the tree of categories, tags that complete themselves, keys that are chosen by pressing them. */
import "./behaviours/category-tree.js";
import "./behaviours/tag-field.js";
import "./behaviours/key-capture.js";
