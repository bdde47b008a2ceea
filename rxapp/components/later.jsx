// A part of the page whose script is fetched when the page has its rows; nothing is drawn until it is there.
import { createElement, useEffect, useRef, useState } from "react";

const LONGEST_WAIT = 30000;

export function later(fetch) {
  let found = null; // once fetched it is drawn at once, on whatever page it stands next
  return function Later({ isReady }) {
    const [, draw] = useState(0);
    const isWanted = useRef(false);
    isWanted.current ||= isReady; // a connection found again is not a new page
    useEffect(() => {
      if (found || !isWanted.current) return undefined;
      let timer = 0;
      let isGone = false;
      const ask = (wait) =>
        fetch().then(
          (part) => {
            found = part;
            if (!isGone) draw(1);
          },
          // A lift, a tunnel: without its dialogs the page would look whole and do nothing.
          () => {
            if (!isGone) timer = setTimeout(() => ask(Math.min(2 * wait, LONGEST_WAIT)), wait);
          },
        );
      ask(1000);
      return () => {
        isGone = true;
        clearTimeout(timer);
      };
    }, [isWanted.current]);
    return found ? createElement(found) : null;
  };
}
