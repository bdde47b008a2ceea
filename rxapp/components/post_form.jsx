// A form whose answer is a cookie and another page. Without scripts the browser posts it; with them the answer takes the
// form's place in the history, so that Back does not lead to a sign-in that is done, nor to each wrong try before it.
import { createElement, useRef } from "react";

export function PostForm({ children, ...rest }) {
  const isSent = useRef(false);
  const send = async (event) => {
    event.preventDefault();
    if (isSent.current) return;
    isSent.current = true;
    const form = event.currentTarget;
    const to = await post(form);
    if (to) return location.replace(to);
    isSent.current = false;
    // Refused before it was looked at: the browser asks, and shows what it is told. Without an answer it may have been
    // done, so nothing is sent twice: the page as it is now shows what came of it.
    if (to === "") form.submit();
    else location.reload();
  };
  return createElement("form", { ...rest, method: "post", onSubmit: send }, children);
}

// Where to go; "" where the server refused, null where no answer came.
async function post(form) {
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
    return answer.ok ? (await answer.json()).to : "";
  } catch {
    return null;
  }
}
