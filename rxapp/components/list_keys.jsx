// A list worked by keys while the focus stays in the field above it: arrows, Home, End, Enter, and Escape while something
// is taken. The server keeps the place; here the keys are told apart from typing and the chosen line is kept in view.
import { createElement, useEffect, useRef } from "react";

const KEYS = { ArrowUp: "up", ArrowDown: "down", PageUp: "first", PageDown: "last", Enter: "enter" };

export function ListKeys({ onPress, at, isTaken, children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    const line = ref.current.querySelector('[role="option"][aria-selected="true"]');
    if (line) line.scrollIntoView({ block: "nearest" });
  }, [at]);
  // Who took a time with the mouse or a finger finds the focus on what books it, as who typed finds Enter.
  useEffect(() => {
    if (isTaken && !ref.current.contains(document.activeElement)) ref.current.querySelector("[data-book]")?.focus();
  }, [isTaken]);
  const pressed = (event) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const inField = event.target.matches("input");
    let key = KEYS[event.key];
    if (event.key === "Escape" && isTaken) key = "back";
    // A focused button does what it says; only the field's keys are the list's.
    if (!key || (!inField && key !== "back")) return;
    event.preventDefault();
    event.stopPropagation();
    onPress(key);
  };
  // A day pressed with the mouse or a finger leaves the focus in the field: the arrows go on from there.
  const touched = (event) => {
    if (event.target.closest("[data-day]") && document.activeElement?.matches("input")) event.preventDefault();
  };
  return createElement("div", { ...rest, ref, onKeyDown: pressed, onMouseDown: touched }, children);
}
