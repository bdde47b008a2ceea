// A part of the page whose script is fetched when the page first has its rows; nothing is drawn until it is there.
import { createElement, useEffect, useRef, useState } from "react";

// Once fetched, a part is drawn at once on whatever page it stands next. Every page's script asks by the same name.
const kept = new Map();

export function later(name, fetch) {
  return function Later({ isReady, missing, reload }) {
    const [, draw] = useState(0);
    const [isMissing, setIsMissing] = useState(false);
    const isWanted = useRef(false);
    isWanted.current ||= isReady; // a connection found again is not a new page
    useEffect(() => {
      if (kept.has(name) || !isWanted.current) return undefined;
      let isGone = false;
      fetch().then(
        (part) => {
          kept.set(name, part);
          if (!isGone) draw(1);
        },
        // A browser may remember that a script failed and never ask for it again. Without its dialogs the page would
        // look whole and do nothing, so it says so.
        () => {
          if (!isGone) setIsMissing(true);
        },
      );
      return () => {
        isGone = true;
      };
    }, [isWanted.current]);
    if (isMissing) {
      const again = { type: "button", className: "ui-button ui-button--s", onClick: () => location.reload() };
      return createElement("p", { className: "ui-missing", role: "status" }, missing, createElement("button", again, reload));
    }
    return kept.has(name) ? createElement(kept.get(name)) : null;
  };
}
