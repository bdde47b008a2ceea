// A small "?" beside a word: a press, Enter or a tap shows what the word means; Escape or a press elsewhere hides it.
// The popover is the browser's own; only its place beside the button is ours, because anchors are not everywhere yet.
import { createElement, useId, useRef } from "react";

const EDGE = 8;
const GAP = 6;

export function Help({ label, text, children }) {
  const id = useId();
  const button = useRef(null);
  const note = useRef(null);
  const place = (event) => {
    if (event.newState !== "open") return;
    const at = button.current.getBoundingClientRect();
    const { width, height } = note.current.getBoundingClientRect();
    const left = Math.min(at.left + at.width / 2 - width / 2, document.documentElement.clientWidth - width - EDGE);
    const below = at.bottom + GAP;
    const hasRoom = below + height + EDGE <= window.innerHeight;
    note.current.style.left = `${Math.max(EDGE, left)}px`;
    note.current.style.top = `${hasRoom ? below : Math.max(EDGE, at.top - GAP - height)}px`;
  };
  return createElement(
    "span",
    { className: "ui-help" },
    createElement(
      "button",
      { ref: button, type: "button", className: "ui-help__button", popoverTarget: id, "aria-label": label, "aria-describedby": id },
      children,
    ),
    createElement("span", { ref: note, id, popover: "auto", className: "ui-help__note", onToggle: place }, text),
  );
}
