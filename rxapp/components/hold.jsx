// What somebody is reading, pressing or dragging does not move: while they are at it, everything inside keeps showing
// what it showed; what came meanwhile is counted in a line above and shown when they leave, or ask for it.
//
// `state` is the name of the state whose lists (`lists`: var → the row's key) are drawn inside. What a held row says may
// change in place; only rows that come, go or change places wait. A press on something of one's own, in a row or in a
// dialog, lets the next changes through, so that a settled row goes at once. `mode` reading: the pointer is over a row, or the focus came to
// one by keyboard. `mode` dragging: something inside carries [data-dragging].
import { createElement, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { StateStoreContext } from "$/utils/context";

const FIELD = "_rx_state_";
const OWN_MS = 4000;
const LEAVE_MS = 250;
const ROW = "[data-row]";
const HELD = "[data-row], [data-card], [data-booking]"; // what a hand can be on; never a scrollbar
const CONTROL = "button, a[href], summary";
const ANSWER = "dialog button, .ui-toast button";

export function Hold({ state, lists, mode, say, onArrange, children, ...rest }) {
  const store = useContext(StateStoreContext);
  const box = useRef(null);
  const kept = useRef(null); // what is shown while it is held, else null
  const shown = useRef(null);
  const listeners = useRef(new Set());
  const own = useRef(0);
  const pressed = useRef(false);
  const timer = useRef(0);
  const [news, setNews] = useState(0);
  const props = useRef({});
  props.current = { lists, mode, onArrange };

  const inner = useMemo(() => {
    const made = Object.create(store);
    made.getSnapshot = (name) => (name === state && kept.current ? kept.current : store.getSnapshot(name));
    made.subscribe = (name, listener) => {
      if (name !== state) return store.subscribe(name, listener);
      listeners.current.add(listener);
      return () => listeners.current.delete(listener);
    };
    return made;
  }, [store, state]);

  const tell = useCallback(() => listeners.current.forEach((listener) => listener()), []);
  const isBusy = useCallback(() => {
    const place = box.current;
    if (!place) return false;
    if (pressed.current) return true;
    if (props.current.mode === "dragging") return Boolean(place.querySelector("[data-dragging]"));
    if (Date.now() < own.current) return false;
    const at = document.activeElement;
    const isFocused = at && place.contains(at) && at.matches(":focus-visible") && at.closest(ROW);
    const isOver = matchMedia("(hover: hover)").matches && place.querySelector(`${ROW}:hover`);
    const words = getSelection();
    const isSelected = words && !words.isCollapsed && place.contains(words.anchorNode);
    const isTold = props.current.mode === "chart" && place.querySelector(".hovertext");
    return Boolean(isFocused || isOver || isSelected || isTold);
  }, []);
  const release = useCallback(() => {
    clearTimeout(timer.current);
    if (!kept.current) return;
    kept.current = null;
    shown.current = store.getSnapshot(state);
    setNews(0);
    tell();
  }, [store, state]);
  const ask = (event) => {
    release();
    // By keyboard: the button is gone, the list is where one wants to be.
    if (event.detail === 0) setTimeout(() => give(box.current.querySelector(ROW)), 0);
  };

  useEffect(() => {
    shown.current = store.getSnapshot(state);
    const changed = () => {
      const fresh = store.getSnapshot(state);
      const before = kept.current || shown.current;
      const moved = difference(before, fresh, props.current.lists, props.current.mode);
      if (moved && isBusy()) {
        kept.current = before;
        setNews(moved);
        return;
      }
      const at = focusedRow(box.current);
      kept.current = null;
      shown.current = fresh;
      setNews(0);
      tell();
      if (at) setTimeout(() => follow(box.current, at), 0);
    };
    const stop = store.subscribe(state, changed);
    const look = () => {
      clearTimeout(timer.current);
      if (kept.current) timer.current = setTimeout(() => (isBusy() ? null : release()), LEAVE_MS);
    };
    const acted = (event) => {
      if (event.target.closest(`${ROW} button, ${ROW} a`)) own.current = Date.now() + OWN_MS;
    };
    // A dialog that a row opened may stand for minutes: what its answer changes is one's own too, as is what is taken back.
    const answered = (event) => {
      const button = event.target.closest && event.target.closest(ANSWER);
      if (button && !button.closest("[data-closes]")) own.current = Date.now() + OWN_MS;
    };
    const down = (event) => {
      pressed.current = event.isPrimary && event.button === 0 && Boolean(event.target.closest(HELD));
    };
    const up = (event) => {
      if (!pressed.current || (event.type === "blur" && event.target !== window)) return;
      pressed.current = false;
      look();
    };
    const key = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
      const row = event.code === "KeyT" && event.target.closest("[data-application]");
      if (!row || !props.current.onArrange) return;
      event.preventDefault();
      props.current.onArrange(Number(row.dataset.application));
    };
    const place = box.current;
    const heard = [
      ["pointerout", look], ["focusout", look], ["click", acted], ["keydown", key], ["hold:ended", look],
      ["pointerdown", down], ["pointerover", (event) => event.buttons || up(event)], // let go where nobody heard it
    ];
    const ends = ["pointerup", "pointercancel", "dragend", "blur"]; // wherever the hand lets go
    for (const [name, what] of heard) place.addEventListener(name, what);
    for (const name of ends) window.addEventListener(name, up, true);
    document.addEventListener("click", answered, true);
    // A dialog closes, a drag ends: nothing of that is a pointer leaving.
    const watch = setInterval(look, 2000);
    return () => {
      stop();
      clearInterval(watch);
      clearTimeout(timer.current);
      for (const [name, what] of heard) place.removeEventListener(name, what);
      for (const name of ends) window.removeEventListener(name, up, true);
      document.removeEventListener("click", answered, true);
    };
  }, [store, state]);

  const pill = news
    ? createElement("button", { type: "button", className: "hold__news", onClick: ask }, say.replace("{n}", news))
    : null;
  return createElement(
    "div",
    { ...rest, ref: box },
    say ? createElement("div", { key: "live", role: "status", className: "hold__line" }, pill) : null,
    createElement(StateStoreContext.Provider, { key: "in", value: inner }, children),
  );
}

// How many rows came, went or stand elsewhere; where things are dragged, or drawn, any difference counts as one.
function difference(before, fresh, lists, mode) {
  if (!before || !fresh || before === fresh) return 0;
  let found = 0;
  for (const [name, key] of Object.entries(lists)) {
    const old = before[name + FIELD] || [];
    const now = fresh[name + FIELD] || [];
    if (old === now) continue;
    if (mode === "dragging") return 1;
    if (mode === "chart") {
      if (JSON.stringify(old) !== JSON.stringify(now)) return 1;
      continue;
    }
    const was = old.map((row) => row[key]);
    const is = now.map((row) => row[key]);
    if (was.join("\n") === is.join("\n")) continue;
    const changed = new Set([...was.filter((one) => !is.includes(one)), ...is.filter((one) => !was.includes(one))]);
    found += changed.size || 1;
  }
  return found;
}

// Whoever works by keyboard goes on where the settled row stood.
function focusedRow(place) {
  const at = place && place.contains(document.activeElement) ? document.activeElement.closest(ROW) : null;
  return at ? { row: at, place: [...place.querySelectorAll(ROW)].indexOf(at) } : null;
}

function follow(place, at) {
  if (!place || (document.activeElement && document.activeElement !== document.body)) return;
  if (document.querySelector("dialog:modal")) return;
  const rows = [...place.querySelectorAll(ROW)];
  give(at.row.isConnected ? at.row : rows[Math.min(at.place, rows.length - 1)]);
}

function give(row) {
  const control = row && row.querySelector(CONTROL);
  if (control) control.focus();
}
