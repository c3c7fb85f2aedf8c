/** The practice. */
import "./elements/practice-desk.js";
