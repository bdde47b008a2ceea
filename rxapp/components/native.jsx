// The few things plain elements cannot do by themselves. No state of the app lives here.
import { Fragment, createElement, useContext, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ColorModeContext } from "$/utils/context";

// A native <dialog>: focus trap, Escape, backdrop and the return of focus are the browser's own.
// `open` follows the server; without it a click on [data-opens="<id>"] opens it and nothing is sent.
// What stands in it is drawn when it opens, each time anew: a page's closed dialogs would be most of its first
// drawing, and what was typed and given up must not stand there for the next person.
// With `ask` a dialog in which something was typed is not given up by Escape, the cross or a press beside it alone.
export function Dialog({ open, onClose, ask, askKeep, askDrop, children, ...rest }) {
  const ref = useRef(null);
  const isTouched = useRef(false);
  const [isAsking, setIsAsking] = useState(false);
  const asks = useRef("");
  asks.current = ask;
  // Whether it may close now; else it asks.
  const leave = useRef(null);
  leave.current = () => {
    if (!asks.current || !isTouched.current || isAsking) return true;
    flushSync(() => setIsAsking(true));
    ref.current.querySelector(".ui-dialog__ask button").focus();
    return false;
  };
  const keep = () => {
    setIsAsking(false);
    const field = ref.current.querySelector("input:not([type=hidden], [type=file]), textarea, select");
    if (field) field.focus();
  };
  const [openings, setOpenings] = useState(0);
  const [isWanted, setIsWanted] = useState(false);
  if ((open === true) !== isWanted) {
    setIsWanted(open === true);
    if (open === true) setOpenings(openings + 1);
    if (isAsking) setIsAsking(false);
  }
  const wanted = useRef(open);
  wanted.current = open;
  useEffect(() => {
    const box = ref.current;
    if (open === true) isTouched.current = false;
    if (open === true && !box.open) show(box);
    if (open === false && box.open) box.close();
  }, [open]);
  useEffect(() => {
    const box = ref.current;
    const clicked = (event) => {
      const target = event.target;
      if (!target.closest) return;
      if (!box.open && target.closest(`[data-opens="${box.id}"]`)) {
        // The browser puts the focus into what is there when the dialog opens.
        flushSync(() => setOpenings((before) => before + 1));
        show(box);
      }
      // What closes a menu inside the dialog is the menu's own business.
      else if (box.open && target.closest("[data-closes]")?.closest("dialog, details") === box && leave.current()) box.close();
    };
    document.addEventListener("click", clicked);
    return () => document.removeEventListener("click", clicked);
  }, []);
  // A press that starts inside (selecting text) and ends on the backdrop is not a wish to close.
  const pressed = useRef(null);
  return createElement(
    "dialog",
    {
      ...rest,
      ref,
      onPointerDown: (event) => (pressed.current = event.target),
      onClick: (event) => {
        const box = ref.current;
        if (event.target === box && pressed.current === box && leave.current()) box.close();
      },
      onInput: () => (isTouched.current = true),
      onKeyDown: (event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        if (isAsking) {
          event.preventDefault();
          keep();
        } else if (!leave.current()) event.preventDefault();
      },
      onClose: (event) => {
        if (event.target === ref.current && wanted.current === true && onClose) onClose();
      },
    },
    openings ? createElement(Fragment, { key: openings }, children) : null,
    isAsking ? question(ask, [askKeep, keep], [askDrop, () => ref.current.close()]) : null,
  );
}

function question(text, ...answers) {
  const look = ["ui-button ui-button--primary ui-button--s", "ui-button ui-button--s"];
  return createElement(
    "div",
    { key: "ask", className: "ui-dialog__ask", role: "alertdialog", "aria-label": text },
    createElement("p", null, text),
    answers.map(([word, onClick], n) => createElement("button", { key: n, type: "button", className: look[n], onClick }, word)),
  );
}

// The focus goes to what is marked [data-first], else to the first field, else to the answer below: the first thing in
// the dialog is the cross that closes it.
// On a touch screen it stays there, because a field would bring up the keyboard over what is to be read; in a drawer too,
// which is opened to be read.
function show(box) {
  box.showModal();
  const wanted = box.querySelector("[data-first]");
  if (wanted) return wanted.focus();
  if (box.classList.contains("ui-drawer")) return;
  const fields = [...box.querySelectorAll("input, select, textarea")].filter((each) => each.type !== "hidden" && !each.disabled);
  const first = fields[0];
  if (!first) {
    // A question: the answer that acts, or, where it destroys something, the one that does not.
    const answer = box.querySelector(".ui-dialog__foot .ui-button--primary") || box.querySelector(".ui-dialog__foot button");
    return answer && answer.focus();
  }
  if (matchMedia("(hover: none)").matches) return;
  const chosen = first.type === "radio" && fields.find((each) => each.name === first.name && each.checked);
  (chosen || first).focus();
}

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
    window.history.replaceState(window.history.state, "", url);
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
