// The focus stays with an interview that was moved: it is drawn anew at its other time, as another booking of the same
// application, and the old element takes the focus with it when it goes.
import { useEffect } from "react";

const BLOCK = "[data-booking][data-application]";
const BESIDE = "dialog, .ui-toast"; // what opens above the calendar; the focus comes back from there

// A dialog that has just closed still has the focus when what it came from is gone.
const isNowhere = () => {
  const at = document.activeElement;
  return !at || at === document.body || Boolean(at.closest("dialog:not([open])"));
};

export function useFocusFollows(root) {
  useEffect(() => {
    const place = root.current;
    let held = null; // whose interview has, or had, the focus, and whether it was seen to have it
    const focused = ({ target }) => {
      if (!target.closest || target.closest(BESIDE)) return;
      const block = place.contains(target) && target.closest(BLOCK);
      held = block ? { id: block.dataset.application, isSeen: block.matches(":focus-visible") } : null;
    };
    const pressed = ({ target }) => {
      if (!place.contains(target) && !target.closest(BESIDE)) held = null;
    };
    const keep = () => {
      if (!held || !isNowhere() || document.querySelector("dialog:modal")) return;
      const block = place.querySelector(`${BLOCK}[data-application="${held.id}"]`);
      if (block) block.focus({ preventScroll: !held.isSeen });
    };
    const watcher = new MutationObserver(keep);
    watcher.observe(place, { childList: true, subtree: true });
    document.addEventListener("focusin", focused);
    document.addEventListener("pointerdown", pressed);
    document.addEventListener("close", keep, true);
    return () => {
      watcher.disconnect();
      document.removeEventListener("focusin", focused);
      document.removeEventListener("pointerdown", pressed);
      document.removeEventListener("close", keep, true);
    };
  }, []);
}
