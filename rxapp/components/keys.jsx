// The key ? anywhere outside a field asks for the list of keys.
import { useEffect, useRef } from "react";

const FIELD = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]";

export function KeyAsked({ onAsk }) {
  const call = useRef(onAsk);
  call.current = onAsk;
  useEffect(() => {
    const key = (event) => {
      // Chinese input methods send the full-width mark.
      if (event.key !== "?" && event.key !== "？") return;
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest?.(FIELD) || document.querySelector("#tour[open], #keys[open]")) return;
      event.preventDefault();
      if (call.current) call.current();
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);
  return null;
}
