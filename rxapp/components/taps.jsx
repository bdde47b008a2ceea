// What a tap on a candidate's page shows at once, before any server has heard of it. No state of the app lives here.
import { createElement, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const PATIENCE = 8000; // so long a tap may stay without an answer before the page says so
const NEAR = 3000; // so long after an answer the focus is looked after: the page may still be drawn, or another one
let answeredAt = 0; // outlives a page: a time that was taken leads from one page to the other

// `answered` rises with every tap the server has dealt with. A button with data-act is busy from the tap until then,
// and takes no second one. Without a connection nothing is sent: it is said instead, and a link to a page that could
// not be fetched leads nowhere.
export function Taps({ answered, isLost, lost, notSent, noAnswer, notOpen, children }) {
  const [said, setSaid] = useState(null);
  const [isOffline, setIsOffline] = useState(false);
  const now = useRef({});
  now.current = { isLost, notSent, noAnswer, notOpen };
  const busy = useRef(null);

  useEffect(() => {
    let timer = 0;
    let quiet = 0;
    const say = (text) => {
      const dialogs = document.querySelectorAll("dialog[open] .ui-dialog__body");
      setSaid({ text, place: dialogs[dialogs.length - 1] || null });
      clearTimeout(quiet);
      quiet = setTimeout(() => setSaid(null), PATIENCE);
    };
    const hush = () => {
      clearTimeout(quiet);
      setSaid(null);
    };
    const end = () => {
      clearTimeout(timer);
      const was = busy.current;
      if (was && was.button) was.button.removeAttribute("aria-busy");
      busy.current = null;
    };
    const begin = (button) => {
      hush();
      if (button) button.setAttribute("aria-busy", "true");
      busy.current = { button, end };
      timer = setTimeout(() => {
        end();
        say(now.current.noAnswer);
      }, PATIENCE);
    };
    const stop = (event, text) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (text) say(text);
    };
    const isCut = () => now.current.isLost || !navigator.onLine;
    const clicked = (event) => {
      const what = event.target.closest && event.target.closest("a[href], button");
      if (!what) return;
      if (what.tagName === "A") {
        const isOurs = what.origin === location.origin && !what.getAttribute("href").startsWith("#");
        if (isOurs && isCut()) stop(event, now.current.notOpen);
        return;
      }
      const doesAct = what.matches("[data-act]");
      const isLocal = what.matches("[data-opens], [data-closes]") || what.closest(".ui-toasts");
      if (what.type === "submit" || (isLocal && !doesAct)) return;
      if (isCut()) stop(event, now.current.notSent);
      else if (doesAct && busy.current) stop(event);
      else if (doesAct) begin(what);
    };
    const submitted = (event) => {
      if (isCut()) stop(event, now.current.notSent);
      else if (busy.current) stop(event);
      else begin(event.submitter);
    };
    const looked = () => setIsOffline(!navigator.onLine);
    looked();
    // On the window and before anybody else, so that what is stopped here has never happened.
    addEventListener("click", clicked, true);
    addEventListener("submit", submitted, true);
    addEventListener("online", looked);
    addEventListener("offline", looked);
    return () => {
      end();
      clearTimeout(quiet);
      removeEventListener("click", clicked, true);
      removeEventListener("submit", submitted, true);
      removeEventListener("online", looked);
      removeEventListener("offline", looked);
    };
  }, []);

  useEffect(() => {
    if (busy.current) {
      busy.current.end();
      setSaid(null);
      answeredAt = Date.now();
    }
    return lookAfterFocus();
  }, [answered]);

  const text = said ? said.text : isLost || isOffline ? lost : "";
  if (!text) return null;
  const line = createElement("p", { className: "ui-lost", role: said ? "alert" : "status" }, children, text);
  return said && said.place && said.place.isConnected ? createPortal(line, said.place) : line;
}

// What was tapped is often gone afterwards, and the focus with it. It goes on to a problem that is told, else to the
// next thing to do, else to what is said instead of one.
function lookAfterFocus() {
  const main = document.getElementById("main");
  const left = answeredAt + NEAR - Date.now();
  if (!main || left <= 0) return undefined;
  const told = new Set();
  const look = () => {
    if (document.querySelector("dialog[open]")) return;
    const problem = main.querySelector('[role="alert"]');
    if (problem && !told.has(problem.textContent)) {
      told.add(problem.textContent);
      return focus(problem);
    }
    if (document.activeElement && document.activeElement !== document.body) return;
    const next = main.querySelector(".candidate__now");
    focus((next && (next.querySelector("a[href], button") || next.firstElementChild)) || main.querySelector("h1"));
  };
  const watcher = new MutationObserver(look);
  const stop = () => {
    watcher.disconnect();
    clearTimeout(timer);
    removeEventListener("pointerdown", stop, true);
    removeEventListener("keydown", stop, true);
  };
  const timer = setTimeout(stop, left);
  // Whoever goes on by themselves is not called back.
  addEventListener("pointerdown", stop, true);
  addEventListener("keydown", stop, true);
  watcher.observe(document.body, { childList: true, subtree: true });
  requestAnimationFrame(look);
  return stop;
}

function focus(what) {
  if (!what) return;
  if (!what.matches("a[href], button")) what.tabIndex = -1;
  what.focus();
}

// A list to tick off: the ticks stay on the phone, under the name of the application, and are sent nowhere.
export function KeptTicks({ name, children, ...rest }) {
  const box = useRef(null);
  const key = `showup.ticks.${name}`;
  const ticks = () => [...box.current.querySelectorAll('input[type="checkbox"]')];
  useEffect(() => {
    const kept = read(key);
    ticks().forEach((each) => (each.checked = kept.includes(each.value)));
  });
  const keep = () => {
    const before = read(key).filter((value) => !ticks().some((each) => each.value === value));
    const chosen = ticks().filter((each) => each.checked).map((each) => each.value);
    try {
      localStorage.setItem(key, JSON.stringify([...before, ...chosen]));
    } catch {
      // A browser that keeps nothing: the ticks last as long as the page.
    }
  };
  return createElement("div", { ...rest, ref: box, onChange: keep }, children);
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) || "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}
