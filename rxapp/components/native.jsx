// The few things plain elements cannot do by themselves. No state of the app lives here.
import { createElement, useContext, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ColorModeContext } from "$/utils/context";
import { rewrite } from "../back/back.jsx";

// Calls `onAlive` once, after the page has been visible for one second. The event it sends travels over the
// socket, so a page whose socket never connects is never counted as opened.
export function Alive({ onAlive }) {
  const call = useRef(onAlive);
  call.current = onAlive;
  useEffect(() => {
    let timer = 0;
    let done = false;
    const tell = () => {
      done = true;
      document.removeEventListener("visibilitychange", look);
      if (call.current) call.current();
    };
    const look = () => {
      clearTimeout(timer);
      if (!done && document.visibilityState === "visible") timer = setTimeout(tell, 1000);
    };
    document.addEventListener("visibilitychange", look);
    look();
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return null;
}

// Holds what the server wrote into this place of the page; React leaves it as it stands.
export function Written({ className }) {
  return createElement("div", {
    className,
    suppressHydrationWarning: true,
    dangerouslySetInnerHTML: { __html: "" },
  });
}

// Calls `onAttended` once, at the first sign of a person after this was drawn: the pointer moves, a key, a touch, a
// wheel, or the page comes into view. A page left open in an empty office never calls it.
export function Attended({ onAttended }) {
  const call = useRef(onAttended);
  call.current = onAttended;
  useEffect(() => {
    const kinds = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart", "visibilitychange"];
    const stop = () => kinds.forEach((kind) => document.removeEventListener(kind, sign, true));
    const sign = (event) => {
      if (!event.isTrusted || document.visibilityState !== "visible") return;
      // What moves under a resting pointer can make the browser tell of a move by nothing.
      if (event.type === "pointermove" && !event.movementX && !event.movementY) return;
      stop();
      if (call.current) call.current();
    };
    kinds.forEach((kind) => document.addEventListener(kind, sign, { capture: true, passive: true }));
    return stop;
  }, []);
  return null;
}

// The document's language and title follow the reader's language, which is known only after the page was built.
export function Document({ lang, name }) {
  useEffect(() => {
    document.documentElement.lang = lang;
    if (name) document.title = name;
  }, [lang, name]);
  return null;
}

// Light, dark or as the device says; Reflex keeps the choice in localStorage and applies it before the first paint.
export function ThemeSwitch({ legend, light, dark, system }) {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  const choice = (value, text) =>
    createElement(
      "label",
      { key: value },
      createElement("input", {
        type: "radio",
        name: "theme",
        value,
        checked: rawColorMode === value,
        onChange: () => setColorMode(value),
      }),
      text,
    );
  return createElement(
    "fieldset",
    { className: "ui-choices" },
    createElement("legend", { className: "ui-hidden" }, legend),
    choice("light", light),
    choice("dark", dark),
    choice("system", system),
  );
}

// <details> as a menu: closes on Escape (focus returns to its summary), on a click outside and after a choice.
// Its list is drawn when it is first opened: a page's closed menus would be a good part of its first drawing.
export function Menu({ children: [summary, list], ...rest }) {
  const ref = useRef(null);
  const [isDrawn, setIsDrawn] = useState(false);
  useEffect(() => {
    const box = ref.current;
    const clicked = (event) => {
      if (box.open && (!box.contains(event.target) || event.target.closest("[data-closes]"))) box.open = false;
    };
    const key = (event) => {
      if (event.key !== "Escape" || !box.open) return;
      event.stopPropagation();
      box.open = false;
      box.querySelector("summary").focus();
    };
    document.addEventListener("click", clicked);
    box.addEventListener("keydown", key);
    box.addEventListener("toggle", fit);
    return () => {
      document.removeEventListener("click", clicked);
      box.removeEventListener("keydown", key);
      box.removeEventListener("toggle", fit);
    };
  }, []);
  const open = (event) => {
    if (!isDrawn && event.target.closest("summary")) flushSync(() => setIsDrawn(true));
  };
  return createElement("details", { ...rest, ref, onClick: open }, summary, isDrawn ? list : null);
}

// Moves an opened menu's list sideways into the window, or into the dialog that would cut it off.
function fit({ target: box }) {
  const list = box.querySelector(":scope > .ui-menu__list");
  if (!box.open || !list) return;
  list.style.translate = "";
  const room = (box.closest("dialog") || document.documentElement).getBoundingClientRect();
  const at = list.getBoundingClientRect();
  const by = Math.max(room.left + 8 - at.left, 0) || Math.min(room.left + room.width - 8 - at.right, 0);
  if (by) list.style.translate = `${by}px 0`;
}

// Calls `onEnd` when the time is over; a new `seq` starts it anew, and it waits while its parent is hovered or focused.
export function Timed({ seq, seconds, onEnd }) {
  const ref = useRef(null);
  const call = useRef(onEnd);
  call.current = onEnd;
  useEffect(() => {
    const look = () => {
      const parent = ref.current && ref.current.parentElement;
      if (parent && parent.matches(":hover, :focus-within")) timer = setTimeout(look, 1000);
      else if (call.current) call.current();
    };
    let timer = setTimeout(look, seconds * 1000);
    return () => clearTimeout(timer);
  }, [seq, seconds]);
  return createElement("span", { ref, hidden: true });
}

// An empty element at the end of a list: calls `onSeen` when it is scrolled into view, once for each value of `seen`.
export function SeenEnd({ seen, onSeen }) {
  const ref = useRef(null);
  const call = useRef(onSeen);
  call.current = onSeen;
  useEffect(() => {
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      if (call.current) call.current();
    });
    watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, [seen]);
  return createElement("div", { ref, className: "ui-end", "aria-hidden": "true" });
}

// Keeps one parameter of the page's address in step with what is shown, without a navigation.
export function AddressParameter({ name, value }) {
  const first = useRef(true);
  useEffect(() => {
    if (first.current && !value) {
      first.current = false;
      return;
    }
    first.current = false;
    const url = new URL(window.location.href);
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
    rewrite(url);
  }, [name, value]);
  return null;
}

// The place that an address with #<name> leads to. What stands above it comes later and would push it away, so it is
// kept in view until that has come or somebody moves the page.
export function Landing({ name }) {
  const ref = useRef(null);
  useEffect(() => {
    if (location.hash !== `#${name}`) return undefined;
    const mark = ref.current;
    const watcher = new ResizeObserver(() => mark.scrollIntoView({ block: "start" }));
    const kinds = ["wheel", "touchstart", "pointerdown", "keydown"];
    const stop = () => {
      watcher.disconnect();
      clearTimeout(timer);
      kinds.forEach((kind) => removeEventListener(kind, stop));
    };
    const timer = setTimeout(stop, 5000);
    kinds.forEach((kind) => addEventListener(kind, stop, { passive: true }));
    mark.focus({ preventScroll: true });
    watcher.observe(document.getElementById("main"));
    return stop;
  }, [name]);
  return createElement("span", { ref, tabIndex: -1, className: "ui-landing" });
}

// A link to the content that moves the focus there without touching the address, which the app's router would read.
export function SkipLink({ children, ...rest }) {
  const skip = (event) => {
    event.preventDefault();
    const main = document.getElementById("main");
    if (main) main.focus();
  };
  return createElement("a", { ...rest, href: "#main", onClick: skip }, children);
}

// A field that shows `value` and leaves alone what is being typed: the server's answer to the first letters must not
// take the next ones away.
export function SearchField({ value, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    if (document.activeElement !== ref.current) ref.current.value = value;
  }, [value]);
  return createElement("input", { ...rest, ref, type: "search", defaultValue: value });
}
