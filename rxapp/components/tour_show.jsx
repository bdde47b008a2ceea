// One step of the tour at a time: a modal <dialog>, so that Tab stays in it and Escape ends it, beside what it explains
// and never over it. A step may stand on another page; the browser remembers how far one got.
import { createElement, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import "./tour.css";

const KEPT = "showup.tour";
const LOOK_MS = 100;
// How long a page may take to draw the best thing to stand beside, before the next best is taken.
const PATIENCE_MS = 1500;
const GAP = 14;
const EDGE = 8;

// Where the focus was when the tour began, undefined where it was nowhere, null while no tour is shown. A tour over several
// pages outlives its component; on the later pages the focus stands where a page puts it, not where somebody was.
let from = null;

const isShown = (element) => element && element.isConnected && element.getClientRects().length > 0;
const isInWindow = (element) => {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  return top >= 0 && left >= 0 && bottom <= window.innerHeight && right <= document.documentElement.clientWidth;
};
const path = () => window.location.pathname.replace(/(.)\/+$/, "$1");

// How far one got in this run; null when it begins.
function remembered(run, count) {
  const [kept, at] = (sessionStorage.getItem(KEPT) || "").split(":").map(Number);
  return kept === run && at < count ? at : null;
}

// The first of the wanted elements that can be seen, and whether it is the best one.
function find(anchors) {
  for (const [rank, wanted] of anchors.entries()) {
    const found = [...document.querySelectorAll(wanted)].find(isShown);
    if (found) return [found, rank === 0];
  }
  return [null, false];
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(value, most));
}

// Right of it, below, left, above: the first side with room; the middle of the window where there is nothing.
function place(card, ring, anchor) {
  const wide = document.documentElement.clientWidth;
  const high = window.innerHeight;
  const { width, height } = card.getBoundingClientRect();
  const box = anchor
    ? anchor.getBoundingClientRect()
    : { left: wide / 2, right: wide / 2, top: high / 2, bottom: high / 2, width: 0, height: 0 };
  const beside = clamp(box.top + box.height / 2 - height / 2, EDGE, high - height - EDGE);
  const along = clamp(box.left + box.width / 2 - width / 2, EDGE, wide - width - EDGE);
  const sides = [
    [wide - box.right - width, box.right + GAP, beside],
    [high - box.bottom - height, along, box.bottom + GAP],
    [box.left - width, box.left - GAP - width, beside],
    [box.top - height, along, box.top - GAP - height],
  ];
  const side = sides.find(([room]) => room >= GAP + EDGE) || sides.reduce((best, each) => (each[0] > best[0] ? each : best));
  const [left, top] = anchor ? side.slice(1) : [along, beside];
  card.style.left = `${clamp(left, EDGE, wide - width - EDGE)}px`;
  card.style.top = `${clamp(top, EDGE, high - height - EDGE)}px`;
  const around = anchor ? 4 : 0;
  ring.toggleAttribute("data-nothing", !anchor);
  Object.assign(ring.style, {
    left: `${box.left - around}px`,
    top: `${box.top - around}px`,
    width: `${box.width + 2 * around}px`,
    height: `${box.height + 2 * around}px`,
  });
}

export default function Show({ run, steps, words, isCalled, onEnd }) {
  const navigate = useNavigate();
  const dialog = useRef(null);
  const card = useRef(null);
  const ring = useRef(null);
  const next = useRef(null);
  const ended = useRef(0); // the run that is over here, while the server is still being told
  const [at, setAt] = useState(() => remembered(run, steps.length) ?? 0);
  const [known, setKnown] = useState(run);
  if (known !== run) {
    setKnown(run);
    setAt(0);
  }
  const step = steps[Math.min(at, steps.length - 1)];
  const isLast = at >= steps.length - 1;

  useEffect(() => {
    const isElsewhere = path() !== step.page;
    // Whoever went to another page by address or by the browser's buttons has left the tour.
    if (isElsewhere && remembered(run, steps.length) === at) return end();
    sessionStorage.setItem(KEPT, `${run}:${at}`);
    if (isElsewhere) navigate(step.page);
    return undefined;
  }, [run, at]);

  useEffect(() => {
    let anchor = null;
    const since = performance.now();
    const look = () => {
      const box = dialog.current;
      if (!box || ended.current === run) return;
      if (!isShown(anchor)) {
        const [found, isBest] = path() === step.page ? find(step.anchors) : [null, false];
        if (!isBest && performance.now() - since < PATIENCE_MS) return;
        anchor = found;
      }
      // What loads above it pushes it down.
      if (anchor && !isInWindow(anchor)) anchor.scrollIntoView({ block: "center", inline: "nearest" });
      if (!box.open) {
        const at = document.activeElement;
        if (from === null) from = at && at !== document.body ? at : undefined;
        box.showModal();
        next.current.focus();
      }
      place(card.current, ring.current, anchor);
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [run, at]);

  const end = () => {
    ended.current = run;
    sessionStorage.removeItem(KEPT);
    const box = dialog.current;
    const back = [from, isCalled && document.querySelector(".frame__menu > summary"), document.getElementById("main")];
    from = null;
    if (box.open) box.close();
    const place = back.find(isShown);
    if (place) place.focus({ preventScroll: true });
    onEnd();
  };
  const button = (kind, text, onClick, more) =>
    createElement("button", { type: "button", className: `ui-button ui-button--s ${kind}`, onClick, ...more }, text);

  return createElement(
    "dialog",
    {
      ref: dialog,
      id: "tour",
      className: "tour",
      "aria-labelledby": "tour-title",
      "aria-describedby": "tour-text",
      onCancel: (event) => {
        event.preventDefault();
        end();
      },
    },
    createElement("div", { ref: ring, className: "tour__ring", "aria-hidden": "true" }),
    createElement(
      "div",
      { ref: card, className: "tour__card" },
      createElement(
        "div",
        { "aria-live": "polite" },
        createElement("p", { className: "tour__count ui-muted ui-small ui-number" }, step.count),
        createElement("h2", { id: "tour-title" }, step.title),
        createElement("p", { id: "tour-text", className: "tour__text" }, step.text),
      ),
      createElement(
        "div",
        { className: "tour__foot" },
        isLast ? null : button("ui-button--ghost", words.skip, end, { "data-tour": "skip" }),
        createElement("span", { className: "ui-grow" }),
        at > 0 ? button("", words.back, () => setAt(at - 1), { "data-tour": "back" }) : null,
        button("ui-button--primary", isLast ? words.done : words.next, isLast ? end : () => setAt(at + 1), {
          ref: next,
          "data-tour": "next",
        }),
      ),
    ),
  );
}
