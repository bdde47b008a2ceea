// The address somebody signs in with outlives a wrong password, and the set-up, in this tab alone: it is kept when the
// form is sent and shown once on the sign-in page, never in an address. The password is what is asked for then.
import { createElement, useEffect, useRef } from "react";

const NAME = "sign-in-email";

export function KeptEmail({ isShown }) {
  const ref = useRef(null);
  useEffect(() => {
    const form = ref.current.closest("form");
    const email = form && form.querySelector("input[name=email]");
    if (!email) return undefined;
    if (isShown) {
      const kept = sessionStorage.getItem(NAME);
      sessionStorage.removeItem(NAME);
      const asked = new URLSearchParams(location.search);
      if (kept && (asked.has("problem") || asked.has("welcome"))) {
        if (!email.value) email.value = kept;
        form.querySelector("input[name=password]").focus();
      }
    }
    const keep = () => sessionStorage.setItem(NAME, email.value);
    form.addEventListener("submit", keep, true);
    return () => form.removeEventListener("submit", keep, true);
  }, [isShown]);
  return createElement("span", { ref, hidden: true });
}
