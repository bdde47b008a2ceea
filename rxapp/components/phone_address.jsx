// On a phone an address that leaves `parameter` out says `value`, which fits there: it is written before the page's load reads
// the address, so that what is shown, the address and the controls agree from the first drawing on.
import { useLayoutEffect } from "react";
import { useLocation } from "react-router";

const PHONE = "(max-width: 760px)"; // where the stylesheets begin to lay things out for a phone

export function PhoneAddress({ parameter, value }) {
  const location = useLocation();
  useLayoutEffect(() => {
    const url = new URL(window.location.href);
    if (url.searchParams.has(parameter) || !matchMedia(PHONE).matches) return;
    url.searchParams.set(parameter, value);
    window.history.replaceState(window.history.state, "", url);
  }, [location, parameter, value]);
  return null;
}
