// The palette's keys and buttons, there from the first moment; the palette itself is fetched later (palette.jsx). A wish
// that comes before it is kept.
import { useEffect } from "react";

let open = null;
let isWanted = false;

// The palette says how it opens, and opens at once when somebody has been waiting; returns what takes it back.
export function opensWith(answer) {
  open = answer;
  if (isWanted) answer();
  isWanted = false;
  return () => {
    open = null;
  };
}

function ask() {
  if (open) open();
  else isWanted = true;
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
      isWanted = false;
    };
  }, []);
  return null;
}
