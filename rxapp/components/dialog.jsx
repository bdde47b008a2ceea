import { Fragment, createElement, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

// A native <dialog>: focus trap, Escape, backdrop and the return of focus are the browser's own.
// `open` follows the server; without it a click on [data-opens="<id>"] opens it and nothing is sent.
// What stands in it is drawn when it opens, each time anew: a page's closed dialogs would be most of its first
// drawing, and what was typed and given up must not stand there for the next person.
// With `ask` a dialog in which something was typed is not given up by Escape, Back, the cross or a press beside it
// alone. With `stays` those, but for the cross, do nothing: what it shows is the only copy.
export function Dialog({ open, onClose, ask, askKeep, askDrop, stays, children, ...rest }) {
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
  const isKept = () => {
    if (stays) return true;
    if (!isAsking) return !leave.current();
    keep();
    return true;
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
        if (event.target === box && pressed.current === box && !stays && leave.current()) box.close();
      },
      onInput: (event) => {
        if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) isTouched.current = true;
      },
      onKeyDown: (event) => {
        if (event.key === "Escape" && !event.defaultPrevented && isKept()) event.preventDefault();
      },
      // Back (back.jsx), and where the phone's own Back asks dialogs to close. A file's field says it too.
      onCancel: (event) => {
        if (event.target === ref.current && isKept()) event.preventDefault();
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
