// Selecting people, in the browser alone: checkboxes of a list ([data-pick] with the id as its value, [data-pick-all]
// in its head) and cards of the board ([data-card]). Nothing is asked of a card at load: a press is understood here,
// and the mark is one attribute.
// On the board: Shift, Ctrl or Cmd with a click, the key X on a card, or the mode that [data-pick-mode] switches, in
// which a plain click and Space select and each column's head offers all it shows ([data-pick-column]). The bar with the actions appears with the first one selected.
import { createElement, useEffect, useRef, useState } from "react";

const CARD = "[data-card]";
const BOX = "input[data-pick]";
const ALL = "input[data-pick-all]";
const MODE = "[data-pick-mode]";
const COLUMN = "[data-pick-column]";
const BOARD = ".board";

const idOf = (element) => Number(element.dataset.card || element.value);

export function Picker({ onAct, clearSeq, label, clear, children, ...rest }) {
  const [count, setCount] = useState(0);
  const chosen = useRef(new Set());
  const last = useRef(null);
  const call = useRef(onAct);
  call.current = onAct;
  const draw = useRef(() => {});

  useEffect(() => {
    const ids = chosen.current;
    const board = () => document.querySelector(BOARD);
    const isOn = () => Boolean(board() && board().hasAttribute("data-picking"));
    let planned = 0;
    let hasMarks = false;
    const paint = () => {
      planned = 0;
      hasMarks = ids.size > 0;
      for (const card of document.querySelectorAll(`${BOARD} ${CARD}`)) {
        const is = ids.has(idOf(card));
        if (card.hasAttribute("data-picked") !== is) card.toggleAttribute("data-picked", is);
      }
      const boxes = [...document.querySelectorAll(BOX)];
      for (const box of boxes) box.checked = ids.has(idOf(box));
      for (const all of document.querySelectorAll(ALL)) {
        const n = boxes.filter((box) => box.checked).length;
        all.checked = n > 0 && n === boxes.length;
        all.indeterminate = n > 0 && n < boxes.length;
      }
      for (const mode of document.querySelectorAll(MODE)) mode.setAttribute("aria-pressed", String(isOn()));
    };
    // React draws rows and cards anew; their marks come back. While nothing is selected there is nothing to do.
    const watcher = new MutationObserver(() => {
      if ((ids.size || hasMarks) && !planned) planned = requestAnimationFrame(paint);
    });
    const changed = () => {
      paint();
      setCount(ids.size);
    };
    draw.current = changed;
    const put = (id, is) => (is ? ids.add(id) : ids.delete(id));
    const mode = (is) => {
      const place = board();
      if (!place) return;
      place.toggleAttribute("data-picking", is);
      if (!is) ids.clear();
      changed();
    };
    const range = (boxes, to, is) => {
      const from = boxes.findIndex((box) => idOf(box) === last.current);
      const at = boxes.indexOf(to);
      if (from < 0) return put(idOf(to), is);
      for (const box of boxes.slice(Math.min(from, at), Math.max(from, at) + 1)) put(idOf(box), is);
    };
    const toggle = (card) => {
      const id = idOf(card);
      put(id, !ids.has(id));
      last.current = id;
      changed();
    };
    const ours = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    const cardAt = (event) => event.target.closest && event.target.closest(`${BOARD} ${CARD}`);
    const wants = (event) => isOn() || event.shiftKey || event.ctrlKey || event.metaKey;

    const clicked = (event) => {
      const target = event.target;
      if (!target.closest) return;
      if (target.closest(MODE)) return mode(!isOn());
      const column = target.closest(COLUMN);
      if (column) {
        const cards = [...column.closest("[data-stage]").querySelectorAll(`${CARD}:not([data-gone])`)];
        const is = cards.some((each) => !ids.has(idOf(each)));
        for (const each of cards) put(idOf(each), is);
        return changed();
      }
      const card = cardAt(event);
      if (card && document.querySelector(MODE) && wants(event)) {
        ours(event);
        toggle(card);
        return;
      }
      if (target.matches(BOX)) {
        const boxes = [...document.querySelectorAll(BOX)];
        if (event.shiftKey) range(boxes, target, target.checked);
        else put(idOf(target), target.checked);
        last.current = idOf(target);
        changed();
      } else if (target.matches(ALL)) {
        for (const box of document.querySelectorAll(BOX)) put(idOf(box), target.checked);
        changed();
      }
    };
    // While selecting, a press on a card drags nothing.
    const pressed = (event) => {
      if (cardAt(event) && document.querySelector(MODE) && wants(event)) event.stopPropagation();
    };
    const keyed = (event) => {
      const card = event.target;
      if (!card.matches || !card.matches(`${BOARD} ${CARD}`) || !document.querySelector(MODE)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.code === "KeyX" || (event.code === "Space" && isOn())) {
        ours(event);
        if (!event.repeat) toggle(card);
      } else if (event.key === "Escape" && ids.size) {
        ours(event);
        mode(false);
      }
    };
    watcher.observe(document.getElementById("main") || document.body, { childList: true, subtree: true });
    document.addEventListener("click", clicked, true);
    document.addEventListener("pointerdown", pressed, true);
    document.addEventListener("keydown", keyed, true);
    return () => {
      watcher.disconnect();
      cancelAnimationFrame(planned);
      document.removeEventListener("click", clicked, true);
      document.removeEventListener("pointerdown", pressed, true);
      document.removeEventListener("keydown", keyed, true);
    };
  }, []);

  const empty = () => {
    chosen.current.clear();
    const place = document.querySelector(BOARD);
    if (place) place.removeAttribute("data-picking");
    draw.current();
  };
  // Something was done with them: they are not selected any more.
  const seen = useRef(clearSeq);
  useEffect(() => {
    if (seen.current === clearSeq) return;
    seen.current = clearSeq;
    empty();
  }, [clearSeq]);

  const act = (event) => {
    const button = event.target.closest("[data-many]");
    if (button && call.current) call.current(button.dataset.many, [...chosen.current]);
    else if (event.target.closest("[data-pick-clear]")) empty();
  };
  return createElement(
    "div",
    { ...rest, hidden: count === 0, onClick: act },
    createElement("strong", { className: "pick__count ui-number", role: "status" }, count ? label.replace("{n}", String(count)) : ""),
    count ? children : null,
  );
}
