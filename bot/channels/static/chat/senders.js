import { text } from "./language.js";

const NAMES = { consumer: "consumer", bot: "bot", person: "someone", notice: "house" };

/** Who speaks, in the page's language; a person by the number of the desk. */
export const senderOf = ({ from, author }) => author || text(NAMES[from]);
