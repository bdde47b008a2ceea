// Dragging cards by mouse, touch and keyboard. @dnd-kit/dom reads the gestures (distance for the mouse, a short hold
// for touch, Space and arrows for the keyboard); which column is under the card and what is drawn is decided here,
// because React owns the cards: a push may redraw the board in the middle of a drag and must not disturb it.
//
// The library is fetched after the board is drawn, and a card becomes draggable when the pointer or the focus
// comes near, so 300 cards cost nothing at load.
// After a drop the card waits dimmed in its new column (in the column's empty [data-landing]) until the server's
// newer version of it appears, or a refusal (`refusedSeq` changes) sends it back.
import { createElement, useEffect, useRef } from "react";
import { useBoardKeys } from "./board_keys.jsx";

const CARD = "[data-card]";
const COLUMN = "[data-stage]";
const GIVE_UP_MS = 15000;

const sensorsOf = ({ KeyboardSensor, PointerActivationConstraints, PointerSensor }) => [
  PointerSensor.configure({
    activationConstraints: (event) =>
      event.pointerType === "touch"
        ? [new PointerActivationConstraints.Delay({ value: 250, tolerance: 8 })]
        : [new PointerActivationConstraints.Distance({ value: 6 })],
    preventActivation: (event) => Boolean(event.target.closest("[data-move]")),
  }),
  KeyboardSensor.configure({
    offset: { x: 10, y: 10 },
    keyboardCodes: {
      start: ["Space"], cancel: ["Escape"], end: ["Space", "Enter", "Tab"],
      up: ["ArrowUp"], down: ["ArrowDown"], left: ["ArrowLeft"], right: ["ArrowRight"],
    },
    preventActivation: (event) => !event.target.matches(CARD),
  }),
];

export function BoardDrag({ onMove, onArrange, refusedSeq, isEnabled, isReady, say, children, ...rest }) {
  const root = useRef(null);
  const live = useRef(null);
  const props = useRef({});
  props.current = { onMove, onArrange, isEnabled, say };
  const waiting = useRef(new Map());
  const announce = (key, facts) => {
    const text = props.current.say[key] || "";
    live.current.textContent = text.replace("{name}", facts.name || "").replace("{stage}", facts.stage || "");
  };
  useBoardKeys(
    root,
    (key, facts) => props.current.isEnabled && announce(key, facts),
    (id) => props.current.isEnabled && props.current.onArrange && props.current.onArrange(id),
  );

  // The library is fetched when the cards stand: they are waited for, dragging is not.
  const isWanted = useRef(false);
  isWanted.current ||= isReady && isEnabled;
  useEffect(() => {
    if (!isWanted.current) return undefined;
    let stop = null;
    let isOver = false;
    Promise.all([import("@dnd-kit/dom"), import("@dnd-kit/dom/utilities")]).then(
      ([library, utilities]) => {
        if (!isOver) stop = start(library, utilities);
      },
      () => {}, // without it cards move by their control and by the key M
    );
    return () => {
      isOver = true;
      if (stop) stop();
    };
  }, [isWanted.current]);

  function start(library, { DOMRectangle }) {
    const { Cursor, DragDropManager, Draggable, PreventSelection } = library;
    const board = root.current;
    const manager = new DragDropManager({ plugins: [Cursor, PreventSelection], modifiers: [], sensors: sensorsOf(library) });
    const known = new WeakSet();
    let drag = null;

    const columns = () => [...board.querySelectorAll(COLUMN)];
    const title = (column) => column.getAttribute("aria-label") || "";

    const near = (event) => {
      const card = props.current.isEnabled && event.target.closest && event.target.closest(CARD);
      if (!card || known.has(card)) return;
      known.add(card);
      new Draggable({ id: crypto.randomUUID(), element: card }, manager);
    };

    const mark = (column) => {
      for (const each of columns()) each.toggleAttribute("data-over", each === column && column !== drag.from);
    };
    const columnAt = ({ x, y }) => {
      const hit = columns().find((each) => {
        const box = each.getBoundingClientRect();
        return x >= box.left && x <= box.right;
      });
      return hit || null;
    };

    const begin = (event) => {
      const card = event.operation.source.element;
      const box = card.getBoundingClientRect();
      const ghost = card.cloneNode(true);
      for (const name of ["data-card", "data-version", "id"]) ghost.removeAttribute(name);
      ghost.querySelectorAll("[data-move]").forEach((each) => each.remove());
      ghost.classList.add("board-card--ghost");
      ghost.setAttribute("aria-hidden", "true");
      ghost.style.width = `${box.width}px`;
      document.body.append(ghost);
      const at = event.operation.position.current;
      drag = {
        id: Number(card.dataset.card), version: Number(card.dataset.version), name: card.dataset.name || "",
        from: card.closest(COLUMN), over: card.closest(COLUMN), ghost, dx: at.x - box.left, dy: at.y - box.top,
        isKeyboard: event.nativeEvent instanceof KeyboardEvent,
      };
      card.setAttribute("data-dragging", "");
      drag.card = card;
      // The keyboard sensor moves nothing that has no shape.
      manager.dragOperation.shape = new DOMRectangle(card);
      place(at);
      announce("picked", { name: drag.name, stage: title(drag.from) });
    };
    const place = (at) => {
      drag.ghost.style.transform = `translate(${at.x - drag.dx}px, ${at.y - drag.dy}px)`;
    };
    const over = (column) => {
      if (!column || column === drag.over) return;
      drag.over = column;
      mark(column);
      announce("over", { name: drag.name, stage: title(column) });
    };
    const moved = (event) => {
      if (!drag) return;
      if (drag.isKeyboard) {
        // One press of an arrow is one column.
        const all = columns();
        const step = Math.sign(event.by ? event.by.x : 0);
        const next = all[all.indexOf(drag.over) + step];
        if (step && next) {
          over(next);
          next.scrollIntoView({ block: "nearest", inline: "nearest" });
          const box = next.getBoundingClientRect();
          drag.ghost.style.transform = `translate(${box.left + 8}px, ${Math.max(box.top, 0) + 48}px)`;
        }
        return;
      }
      const at = event.to || manager.dragOperation.position.current;
      place(at);
      over(columnAt(at));
      const strip = board.getBoundingClientRect();
      if (at.x > strip.right - 40) board.scrollLeft += 16;
      else if (at.x < strip.left + 40) board.scrollLeft -= 16;
    };
    const end = (event) => {
      if (!drag) return;
      const { card, ghost, from, over: to, id, version, name, isKeyboard } = drag;
      mark(from);
      card.removeAttribute("data-dragging");
      ghost.remove();
      drag = null;
      if (event.canceled || !to || to === from) {
        announce("back", { name });
        return;
      }
      if (isKeyboard) card.dispatchEvent(new Event("board:dropped", { bubbles: true }));
      land(id, version, card, to);
      announce("dropped", { name, stage: title(to) });
      props.current.onMove(id, version, Number(to.dataset.stage));
    };

    const land = (id, version, card, to) => {
      const landing = to.querySelector("[data-landing]");
      const copy = card.cloneNode(true);
      for (const name of ["data-card", "data-version", "data-dragging", "tabindex"]) copy.removeAttribute(name);
      copy.classList.add("board-card--waiting");
      copy.setAttribute("aria-hidden", "true");
      copy.inert = true;
      landing.prepend(copy);
      card.setAttribute("data-gone", "");
      const timer = setTimeout(() => settle(id), GIVE_UP_MS);
      waiting.current.set(id, { version, copy, card, timer });
    };
    const settle = (id) => {
      const entry = waiting.current.get(id);
      if (!entry) return;
      clearTimeout(entry.timer);
      entry.copy.remove();
      entry.card.removeAttribute("data-gone");
      waiting.current.delete(id);
    };
    waiting.current.settle = settle;

    // The server's answer is a newer version of the card somewhere on the board.
    const watcher = new MutationObserver(() => {
      for (const [id, entry] of waiting.current) {
        const shown = board.querySelector(`[data-card="${id}"]`);
        if (!shown || Number(shown.dataset.version) > entry.version) settle(id);
      }
    });
    watcher.observe(board, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-version"] });

    const stops = [
      manager.monitor.addEventListener("dragstart", begin),
      manager.monitor.addEventListener("dragmove", moved),
      manager.monitor.addEventListener("dragend", end),
    ];
    board.addEventListener("pointerover", near);
    board.addEventListener("focusin", near);
    board.setAttribute("data-can-drag", "");
    board.querySelectorAll(`${CARD}:hover, ${CARD}:focus`).forEach((target) => near({ target }));
    return () => {
      stops.forEach((stop) => stop());
      watcher.disconnect();
      board.removeEventListener("pointerover", near);
      board.removeEventListener("focusin", near);
      for (const id of [...waiting.current.keys()]) settle(id);
      manager.destroy();
    };
  }

  // A refusal: every waiting card goes back to where the server says it is.
  useEffect(() => {
    for (const id of [...waiting.current.keys()]) waiting.current.settle(id);
  }, [refusedSeq]);

  return createElement(
    "div",
    { ...rest, ref: root },
    children,
    createElement("div", { key: "live", ref: live, className: "ui-hidden", role: "status", "aria-live": "assertive" }),
  );
}
