// Whoever works by keyboard, or hears the page, must not be thrown back to its start: where what had the focus is drawn
// away, or a dialog returns the focus to what is no longer there, the nearest thing that is left takes it. A list that
// knows better (hold.jsx, board_keys.jsx) is faster, and is told by `focus:lost`; a notice never keeps it, because it goes
// by itself.
import { createElement, useEffect, useRef } from "react";

const CONTROL = "button, a[href], summary, input, select, textarea, [tabindex='0']";
const NOTICE = ".ui-toasts";
const IN_DIALOG_MS = 150;
const ON_PAGE_MS = 600;

const isThere = (each) =>
  each.isConnected && !each.disabled && each.type !== "hidden" && each.checkVisibility({ visibilityProperty: true });

const isLost = () => {
  const at = document.activeElement;
  return !at || at === document.body || !at.isConnected || Boolean(at.closest("dialog:not([open])"));
};

const chainOf = (element) => {
  const chain = [];
  for (let each = element; each && each !== document.body; each = each.parentElement) chain.push(each);
  return chain;
};

const firstIn = (place) => {
  const found = [...place.querySelectorAll(CONTROL)].filter((each) => isThere(each) && !each.closest(NOTICE));
  // The cross that closes a dialog is the last resort.
  return found.find((each) => !each.closest(".ui-dialog__head")) || found[0];
};

// A refused form: the field that is wrong takes the focus, each time the form is refused (`seq` changes).
export function FocusField({ name, seq }) {
  const ref = useRef(null);
  useEffect(() => {
    const form = seq && name && ref.current.closest("form");
    const field = form && form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (field) field.focus();
  }, [seq]);
  return createElement("span", { ref, hidden: true });
}

export function KeepFocus() {
  useEffect(() => {
    // Where the focus was last, on the page (null) and in each dialog that is open, the newest at the end.
    let trail = [];
    let timer = 0;

    const noted = (event) => {
      const target = event.target;
      if (!target.closest || target.closest(NOTICE)) return;
      const dialog = target.closest("dialog");
      trail = [...trail.filter((each) => each.dialog !== dialog && (!each.dialog || each.dialog.open)), { dialog, chain: chainOf(target) }];
    };
    // A press beside everything takes the focus away on purpose.
    const pressed = () =>
      setTimeout(() => {
        const last = trail.at(-1);
        if (last && document.activeElement === document.body && isThere(last.chain[0])) trail = [];
      }, 0);

    const give = () => {
      timer = 0;
      if (!isLost() || !trail.length) return;
      const modal = [...document.querySelectorAll("dialog:modal")].at(-1) || null;
      const kept = trail.find((each) => each.dialog === modal);
      for (const place of kept ? kept.chain : []) {
        if (place === modal || place.id === "main" || !place.isConnected) continue;
        const goal = place === kept.chain[0] && isThere(place) ? place : firstIn(place);
        if (goal) return goal.focus();
        if (place.contains(document.getElementById("main"))) break;
      }
      const place = modal || document.getElementById("main");
      const goal = modal ? firstIn(modal) : place;
      if (goal) goal.focus({ preventScroll: true });
    };
    const look = () => {
      if (!isLost()) return;
      document.dispatchEvent(new CustomEvent("focus:lost"));
      if (timer || !trail.length || !isLost()) return;
      timer = setTimeout(give, document.querySelector("dialog:modal") ? IN_DIALOG_MS : ON_PAGE_MS);
    };

    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { childList: true, subtree: true });
    document.addEventListener("focusin", noted, true);
    document.addEventListener("pointerdown", pressed, true);
    document.addEventListener("close", look, true);
    return () => {
      watcher.disconnect();
      clearTimeout(timer);
      document.removeEventListener("focusin", noted, true);
      document.removeEventListener("pointerdown", pressed, true);
      document.removeEventListener("close", look, true);
    };
  }, []);
  return null;
}
