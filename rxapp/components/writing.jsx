// A text that is being written: pieces are put in at the cursor, what it would become is asked for while one types,
// and whoever leaves with words that are not kept is asked first. No state of the app lives here.
import { createElement, useEffect, useRef } from "react";

const PAUSE = 400; // ms without a key before the text counts as typed

// `children`: one form. `saved` rises when what the form holds was kept. A button with data-insert writes its value
// into the field that was last in use.
export function Writing({ ask, saved, onLook, children, ...rest }) {
  const ref = useRef(null);
  const kept = useRef("");
  const now = useRef({});
  now.current = { ask, onLook };

  const read = () => {
    const form = ref.current && ref.current.querySelector("form");
    const facts = form ? new FormData(form) : new FormData();
    return { subject: String(facts.get("subject") || ""), body: String(facts.get("body") || "") };
  };
  const written = () => JSON.stringify(read());

  useEffect(() => {
    kept.current = written();
  }, [saved]);

  useEffect(() => {
    const root = ref.current;
    let timer = 0;
    let last = root.querySelector("textarea");
    const look = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const { subject, body } = read();
        now.current.onLook(subject, body);
      }, PAUSE);
    };
    const entered = (event) => {
      if (event.target.matches("textarea, input[name=subject]")) last = event.target;
    };
    const pressed = (event) => {
      const button = event.target.closest("[data-insert]");
      if (!button || !last || !last.isConnected) return;
      const words = button.getAttribute("data-insert");
      last.focus();
      last.setRangeText(words, last.selectionStart, last.selectionEnd, "end");
      last.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const isOpen = () => written() !== kept.current;
    const leaves = (event) => {
      const to = event.target.closest && event.target.closest("a[href]");
      if (!to || to.target === "_blank" || event.ctrlKey || event.metaKey || !isOpen()) return;
      if (window.confirm(now.current.ask)) {
        kept.current = written();
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const unloads = (event) => {
      if (isOpen()) event.preventDefault();
    };
    root.addEventListener("input", look);
    root.addEventListener("focusin", entered);
    root.addEventListener("click", pressed);
    document.addEventListener("click", leaves, true);
    window.addEventListener("beforeunload", unloads);
    return () => {
      clearTimeout(timer);
      root.removeEventListener("input", look);
      root.removeEventListener("focusin", entered);
      root.removeEventListener("click", pressed);
      document.removeEventListener("click", leaves, true);
      window.removeEventListener("beforeunload", unloads);
    };
  }, []);

  return createElement("div", { ...rest, ref }, children);
}
