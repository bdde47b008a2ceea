// Interviews are dragged to another time or person by mouse, finger (after a short hold) and keyboard (Space, arrows,
// Enter). Columns and cells are [data-drop][data-who][data-day] with an empty [data-shadow] in them; interviews are
// [data-booking][data-version][data-minute][data-length]. On a scale (`since`…`until` minutes from top to bottom) the
// height decides the time, in quarter hours; in cells the time of day stays.
// Nothing moves here: a drop asks the server, and the shadow waits until the question is answered (`answeredSeq`).
import { createElement, useEffect, useRef } from "react";
import { useFocusFollows } from "./calendar_focus.jsx";

const STEP = 15;
const HOLD_MS = 300;
const FAR = 6;

const text = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

export function CalendarDrag({ onMove, answeredSeq, isEnabled, since, until, say, children, ...rest }) {
  const root = useRef(null);
  const live = useRef(null);
  const props = useRef({});
  props.current = { onMove, isEnabled, since, until, say };
  const drag = useRef(null);
  const waiting = useRef(null);
  useFocusFollows(root);

  const announce = (key, facts) => {
    let said = props.current.say[key] || "";
    for (const [name, value] of Object.entries(facts || {})) said = said.replace(`{${name}}`, value);
    live.current.textContent = said;
  };

  useEffect(() => {
    const place = root.current;
    const drops = () => [...place.querySelectorAll("[data-drop]")];
    const isScale = (drop) => drop.dataset.drop === "scale";

    const begin = (item, at) => {
      const box = item.getBoundingClientRect();
      const drop = item.closest("[data-drop]");
      const one = {
        item, from: drop, drop, isKeys: !at,
        id: Number(item.dataset.booking), version: Number(item.dataset.version), name: item.dataset.name || "",
        start: Number(item.dataset.minute), minute: Number(item.dataset.minute), length: Number(item.dataset.length),
        dy: at ? at.y - box.top : 0,
      };
      if (at) {
        const ghost = item.cloneNode(true);
        for (const name of ["data-booking", "id", "tabindex", "style"]) ghost.removeAttribute(name);
        ghost.className = "cal-block cal-block--ghost";
        ghost.style.width = `${box.width}px`;
        ghost.setAttribute("aria-hidden", "true");
        document.body.append(ghost);
        one.ghost = ghost;
        one.dx = at.x - box.left;
      }
      const shadow = document.createElement("div");
      shadow.className = "cal-shadow";
      shadow.setAttribute("aria-hidden", "true");
      one.shadow = shadow;
      drag.current = one;
      item.setAttribute("data-dragging", "");
      document.documentElement.classList.add("is-dragging");
      show();
      announce("picked", { name: one.name });
    };
    const show = () => {
      const { drop, shadow, minute, length } = drag.current;
      for (const each of drops()) each.toggleAttribute("data-over", each === drop);
      const slot = drop.querySelector("[data-shadow]");
      if (shadow.parentNode !== slot) slot.append(shadow);
      shadow.textContent = `${text(minute)}–${text(minute + length)}`;
      if (isScale(drop)) {
        const span = props.current.until - props.current.since;
        shadow.style.top = `${(100 * (minute - props.current.since)) / span}%`;
        shadow.style.height = `${(100 * length) / span}%`;
      }
    };
    const fits = (minute, length) =>
      Math.max(props.current.since, Math.min(props.current.until - length, Math.round(minute / STEP) * STEP));

    const follow = (at) => {
      const one = drag.current;
      one.ghost.style.transform = `translate(${at.x - one.dx}px, ${at.y - one.dy}px)`;
      const under = document.elementsFromPoint(at.x, at.y).find((each) => each.matches("[data-drop]"));
      if (under && place.contains(under)) one.drop = under;
      if (isScale(one.drop)) {
        const box = one.drop.getBoundingClientRect();
        const part = (at.y - one.dy - box.top) / box.height;
        one.minute = fits(props.current.since + part * (props.current.until - props.current.since), one.length);
      }
      show();
      const strip = one.drop.closest("[data-scrolls]");
      if (strip) {
        const edge = strip.getBoundingClientRect();
        if (at.x > edge.right - 32) strip.scrollLeft += 14;
        else if (at.x < edge.left + 32) strip.scrollLeft -= 14;
      }
    };
    const end = (isDrop) => {
      const one = drag.current;
      if (!one) return;
      drag.current = null;
      if (one.ghost) one.ghost.remove();
      document.documentElement.classList.remove("is-dragging");
      for (const each of drops()) each.removeAttribute("data-over");
      const isSame = one.drop === one.from && one.minute === one.start;
      if (!isDrop || isSame) {
        one.shadow.remove();
        one.item.removeAttribute("data-dragging");
        announce("back", { name: one.name });
        place.dispatchEvent(new Event("hold:ended", { bubbles: true }));
        return;
      }
      settle();
      // Until the question is answered the page is held, and the shadow shows what is asked.
      waiting.current = { ...one, timer: setTimeout(settle, 120000) };
      announce("asked", { name: one.name, at: `${one.drop.getAttribute("aria-label")} ${text(one.minute)}` });
      props.current.onMove(one.id, one.version, Number(one.drop.dataset.who), one.drop.dataset.day, one.minute);
    };
    const settle = () => {
      const one = waiting.current;
      if (!one) return;
      waiting.current = null;
      clearTimeout(one.timer);
      one.shadow.remove();
      one.item.removeAttribute("data-dragging");
      if (one.isKeys && one.item.isConnected) one.item.focus();
      place.dispatchEvent(new Event("hold:ended", { bubbles: true }));
    };
    place.settle = settle;

    // -- mouse and finger
    let press = null;
    let suppress = false;
    const down = (event) => {
      const item = event.target.closest && event.target.closest("[data-booking][data-moves]");
      if (!item || !props.current.isEnabled || event.button > 0 || drag.current || waiting.current) return;
      press = { item, x: event.clientX, y: event.clientY, id: event.pointerId, isTouch: event.pointerType === "touch" };
      if (press.isTouch) {
        press.timer = setTimeout(() => {
          if (!press) return;
          press.isHeld = true;
          begin(press.item, press);
        }, HOLD_MS);
      }
    };
    const move = (event) => {
      if (!press || event.pointerId !== press.id) return;
      const at = { x: event.clientX, y: event.clientY };
      if (!drag.current) {
        const far = Math.hypot(at.x - press.x, at.y - press.y) > FAR;
        if (!far) return;
        if (press.isTouch) {
          drop(); // a finger that moves at once scrolls
          return;
        }
        begin(press.item, press);
      }
      event.preventDefault();
      follow(at);
    };
    const drop = () => {
      if (press) clearTimeout(press.timer);
      press = null;
    };
    const up = (event) => {
      if (!press || event.pointerId !== press.id) return;
      const isDragging = Boolean(drag.current);
      drop();
      if (!isDragging) return;
      suppress = true;
      setTimeout(() => (suppress = false), 50);
      end(true);
    };
    const cancel = () => {
      drop();
      end(false);
    };
    const touch = (event) => drag.current && event.preventDefault();
    const click = (event) => {
      if (!suppress) return;
      suppress = false;
      event.preventDefault();
      event.stopPropagation();
    };

    // -- keyboard
    const beside = (drop, key) => {
      const all = drops();
      if (isScale(drop)) return all[all.indexOf(drop) + (key === "ArrowLeft" ? -1 : 1)];
      const line = drop.closest("[data-line]");
      const cells = [...line.querySelectorAll("[data-drop]")];
      const at = cells.indexOf(drop);
      if (key === "ArrowLeft" || key === "ArrowRight") return cells[at + (key === "ArrowLeft" ? -1 : 1)];
      const lines = [...place.querySelectorAll("[data-line]")];
      const other = lines[lines.indexOf(line) + (key === "ArrowUp" ? -1 : 1)];
      return other && other.querySelectorAll("[data-drop]")[at];
    };
    const key = (event) => {
      const one = drag.current;
      if (!one) {
        const item = event.target.closest && event.target.closest("[data-booking][data-moves]");
        if (event.code !== "Space" || !item || !props.current.isEnabled || waiting.current) return;
        event.preventDefault();
        begin(item, null);
        return;
      }
      if (event.key === "Escape") end(false);
      else if (event.code === "Space" || event.key === "Enter") end(true);
      else if (event.key === "Tab") return void end(false);
      else if (/^Arrow/.test(event.key)) {
        if (isScale(one.drop) && /Up|Down/.test(event.key)) {
          one.minute = fits(one.minute + (event.key === "ArrowUp" ? -STEP : STEP), one.length);
        } else one.drop = beside(one.drop, event.key) || one.drop;
        show();
        one.shadow.scrollIntoView({ block: "nearest", inline: "nearest" });
        announce("over", { at: `${one.drop.getAttribute("aria-label")} ${text(one.minute)}` });
      } else if (event.key.length > 1) return; // a letter means nothing while something is held
      event.preventDefault();
      event.stopPropagation();
    };
    // The key that picks up or drops must not press the interview's button too.
    const keyUp = (event) => event.code === "Space" && (drag.current || waiting.current) && event.preventDefault();

    const heard = [
      [place, "pointerdown", down], [document, "pointermove", move], [document, "pointerup", up],
      [document, "pointercancel", cancel], [place, "keydown", key], [place, "keyup", keyUp],
    ];
    for (const [where, name, what] of heard) where.addEventListener(name, what);
    place.addEventListener("click", click, true);
    place.addEventListener("touchmove", touch, { passive: false });
    const escape = (event) => event.key === "Escape" && drag.current && !drag.current.isKeys && cancel();
    document.addEventListener("keydown", escape);
    return () => {
      for (const [where, name, what] of heard) where.removeEventListener(name, what);
      place.removeEventListener("click", click, true);
      place.removeEventListener("touchmove", touch);
      document.removeEventListener("keydown", escape);
      end(false);
      settle();
    };
  }, []);

  useEffect(() => {
    if (root.current && root.current.settle) root.current.settle();
  }, [answeredSeq]);

  return createElement(
    "div",
    { ...rest, ref: root },
    children,
    createElement("div", { key: "live", ref: live, className: "ui-hidden", role: "status", "aria-live": "assertive" }),
  );
}
