// The board without a mouse. Each column is one tab stop: its list takes the Tab and hands the focus to a card, so no
// card needs to know anything at load. Between cards the arrows go, Enter opens, T arranges a time by telephone, M presses
// the control that moves the card on; Space and what follows is the dragging's (board_drag.jsx).
// The focus stays with its card: React draws a moved card anew in the other column, and the old element takes the
// focus with it when it goes.
import { useEffect } from "react";

const CARD = "[data-card]";
const SHOWN = "[data-card]:not([data-gone])";
const COLUMN = "[data-stage]";
const LIST = "[data-cards]";
// What opens above the board, or tells of a move and offers to undo it; the focus comes back from there.
const BESIDE = "dialog, .ui-toast";
// How long a card may be nowhere before its neighbour takes the focus: a move may be drawn in two steps.
const GONE_MS = 400;

const cardOf = (element) => (element && element.closest ? element.closest(CARD) : null);
const cardsIn = (place) => [...place.querySelectorAll(SHOWN)];
// A dialog that has just closed still has the focus when what it came from is gone.
const isNowhere = () => {
  const at = document.activeElement;
  return !at || at === document.body || Boolean(at.closest("dialog:not([open])"));
};

export function useBoardKeys(root, say, arrange) {
  useEffect(() => {
    const board = root.current;
    const lastIn = new WeakMap(); // list → id of the card that had the focus there
    let held = null; // the card that has, or had, the focus
    let timer = 0;

    // A list without the focus is a tab stop again; a card that is drawn away says nothing when it leaves.
    const release = () => {
      if (held) held.list.tabIndex = 0;
    };
    const give = (card, isOurs) => {
      if (card) card.focus({ preventScroll: !isOurs });
    };
    const entered = (event) => {
      const target = event.target;
      clearTimeout(timer);
      // Only the keyboard: a press beside the cards must not scroll the column.
      if (target.matches(LIST) && target.matches(":focus-visible")) {
        const before = lastIn.get(target);
        give(target.querySelector(`${SHOWN}[data-card="${before}"]`) || target.querySelector(SHOWN), true);
        return;
      }
      const card = cardOf(target);
      if (!card) return;
      const list = card.closest(LIST);
      release();
      held = { id: card.dataset.card, card, list, at: cardsIn(list).indexOf(card), isOurs: false };
      // Whoever works by keyboard sees where the focus goes; a column under the mouse stays as it is scrolled.
      held.isSeen = card.matches(":focus-visible");
      lastIn.set(list, held.id);
      // Shift+Tab leaves the column instead of coming back to it.
      list.tabIndex = -1;
    };
    const left = (event) => {
      const list = event.target.closest(LIST);
      if (list) list.tabIndex = 0;
    };
    // Whoever goes elsewhere takes the focus along.
    const elsewhere = (event) => {
      const target = event.target;
      if (!target.closest || board.contains(target) || target.closest(BESIDE)) return;
      release();
      held = null;
    };
    const pressed = (event) => {
      if (!held || cardOf(event.target) === held.card || event.target.closest(BESIDE)) return;
      release();
      held = null;
    };

    const keep = () => {
      if (!held || !isNowhere() || (held.card.isConnected && !held.isOurs)) return;
      if (document.querySelector("dialog:modal")) return;
      const card = board.querySelector(`${SHOWN}[data-card="${held.id}"]`);
      clearTimeout(timer);
      release();
      if (card) give(card, held.isOurs || held.isSeen);
      else if (!held.card.isConnected) timer = setTimeout(neighbour, GONE_MS);
    };
    const neighbour = () => {
      if (!held || !isNowhere()) return;
      const cards = cardsIn(held.list);
      give(cards[Math.min(held.at, cards.length - 1)] || held.list, held.isOurs || held.isSeen);
    };

    const go = (card, key) => {
      const list = card.closest(LIST);
      const cards = cardsIn(list);
      const at = cards.indexOf(card);
      if (key === "ArrowUp" || key === "ArrowDown") return cards[at + (key === "ArrowUp" ? -1 : 1)];
      if (key === "Home" || key === "End") return cards.at(key === "Home" ? 0 : -1);
      const columns = [...board.querySelectorAll(COLUMN)].filter((each) => each.querySelector(SHOWN));
      const next = columns[columns.indexOf(card.closest(COLUMN)) + (key === "ArrowLeft" ? -1 : 1)];
      if (!next) return null;
      return next.querySelector(`${SHOWN}[data-card="${lastIn.get(next.querySelector(LIST))}"]`) || next.querySelector(SHOWN);
    };
    const key = (event) => {
      const card = event.target;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!card.matches(CARD) || board.querySelector("[data-dragging]")) return;
      if (event.key === "Enter") card.querySelector("button").click();
      else if (event.code === "KeyT") arrange(Number(card.dataset.card));
      else if (event.code === "KeyM") {
        const control = card.querySelector("[data-move]");
        if (control) control.click();
        else if (!event.repeat) say("stuck", { name: card.dataset.name });
      } else if (/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(event.key)) give(go(card, event.key), true);
      else return;
      event.preventDefault();
    };
    // The whole card opens, not only its name; whoever marks words on it, or has just dragged it, does not mean that.
    const opens = (event) => {
      const card = cardOf(event.target);
      if (!card || event.defaultPrevented || event.target.closest("button, a")) return;
      if (!String(getSelection())) card.querySelector("button").click();
    };
    // A press by keyboard, or by a screen reader, has no place on the screen; its focus is brought into view again.
    const moves = (event) => {
      if (event.detail === 0 && held && event.target.closest("[data-move]")) held.isOurs = true;
    };
    // A drop by keyboard: the card is hidden until the answer comes.
    const dropped = () => {
      if (held) held.isOurs = true;
    };

    const watcher = new MutationObserver(keep);
    watcher.observe(board, { childList: true, subtree: true });
    const heard = [
      [board, "focusin", entered], [board, "focusout", left], [board, "keydown", key], [board, "click", moves],
      [board, "click", opens],
      [board, "board:dropped", dropped], [document, "focusin", elsewhere], [document, "pointerdown", pressed],
    ];
    for (const [place, name, what] of heard) place.addEventListener(name, what);
    // The browser returns the focus from a closed dialog to what may be gone by then.
    document.addEventListener("close", keep, true);
    // The notice that offered to undo a move may go after the card has come back.
    document.addEventListener("focus:lost", keep);
    return () => {
      watcher.disconnect();
      clearTimeout(timer);
      for (const [place, name, what] of heard) place.removeEventListener(name, what);
      document.removeEventListener("close", keep, true);
      document.removeEventListener("focus:lost", keep);
    };
  }, []);
}
