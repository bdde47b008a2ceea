// The palette's keys and buttons, there from the first moment; the palette itself is fetched later (palette.jsx). A wish
// that comes before it is kept.
import { useEffect } from "react";

const PATIENCE = 3000; // what was wished before has been given up
let open = null;
let wishedAt = 0;

// The palette says how it opens, and opens at once when somebody has been waiting; returns what takes it back.
export function opensWith(answer) {
  open = answer;
  if (wishedAt && performance.now() - wishedAt < PATIENCE && !document.querySelector("dialog[open]")) answer();
  wishedAt = 0;
  return () => {
    open = null;
  };
}

function ask() {
  if (open) open();
  else wishedAt = wishedAt ? 0 : performance.now();
}

export function PaletteDoor() {
  useEffect(() => {
    const key = (event) => {
      if (event.isComposing || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
      if (event.code !== "KeyK" && event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      if (!event.repeat) ask();
    };
    const click = (event) => {
      if (event.target.closest && event.target.closest("[data-palette]")) ask();
    };
    document.addEventListener("keydown", key);
    document.addEventListener("click", click);
    return () => {
      document.removeEventListener("keydown", key);
      document.removeEventListener("click", click);
      wishedAt = 0;
    };
  }, []);
  return null;
}
