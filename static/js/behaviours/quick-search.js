/** Tickets for words that are still being typed into the palette: asked for when the hand rests. */
import { addSource, fetched } from "./palette-sources.js";

const REST = 160;

// They stand below the search for the same words, so that Enter means the same whenever they come.
addSource({
  name: "tickets",
  delay: REST,
  async find({ argument, asked, places, signal }) {
    if (argument || !places.quickUrl || (asked.length < 2 && !/\p{Script=Han}/u.test(asked))) return [];
    /** @type {{tickets: import("./matching.js").Command[]}} */
    const { tickets } = await fetched(places.quickUrl + encodeURIComponent(asked), signal);
    return tickets.map((line) => ({ ...line, score: 0.4 }));
  },
});
