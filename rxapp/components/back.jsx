// The browser's or the phone's Back closes what stands over the page before it leaves the page. Every open modal
// <dialog>, whoever draws it, stands on a step of its own in the history: same address, same key, and `over` in its state
// says how many are open there. The router hears of nothing that stays on one of its own entries: it would load the page
// anew. (docs/decisions/0012-back-closes-dialogs.md)
import { useEffect } from "react";
import { useLocation, useNavigation } from "react-router";

const QUIET_MS = 300; // a dialog that has closed may be followed by another one, or by another page
const LOST_MS = 1000; // a step that the browser did not take

let open = []; // the modal dialogs, the newest at the end
let step = null; // a step through the history that is ours and not yet taken
let timer = 0;
let page = ""; // the router's key of the page that is shown
let isBusy = false; // whether the router is on its way to another page

const over = () => (history.state && history.state.over) || 0;

function look() {
  const found = [...document.querySelectorAll("dialog:modal")];
  open = [...open.filter((each) => found.includes(each)), ...found.filter((each) => !open.includes(each))];
  return open.length;
}

// As many steps as there are dialogs. What is too much goes after a moment, by going back, and the address comes along.
function settle() {
  clearTimeout(timer);
  if (step) return;
  const wanted = look();
  for (let n = over() + 1; n <= wanted; n++) history.pushState({ ...history.state, over: n }, "");
  if (over() > wanted) timer = setTimeout(takeBack, QUIET_MS);
}

function takeBack() {
  if (isBusy) timer = setTimeout(takeBack, QUIET_MS);
  else if (!step && over() > look()) go(open.length - over(), location.href);
}

function go(by, address) {
  const lost = setTimeout(() => {
    step = null;
    settle();
  }, LOST_MS);
  step = { address, lost };
  history.go(by);
}

// What Escape does, asked by the dialog itself: one in which something was typed may stay.
function close(box) {
  if (box.dispatchEvent(new Event("cancel", { cancelable: true }))) box.close();
  return !box.open;
}

function stepped() {
  if (step) {
    const { address, lost } = step;
    clearTimeout(lost);
    step = null;
    if (address) history.replaceState(history.state, "", address);
    return settle();
  }
  const wanted = over();
  // Forward, to where a dialog was: it does not open by itself.
  if (wanted > look()) return go(open.length - wanted);
  while (look() > wanted && close(open.at(-1)));
  if (open.length > wanted) go(open.length - wanted);
  return undefined;
}

// The address of the page without a navigation, also while a step is under way.
export function rewrite(address) {
  if (step && step.address) step.address = String(address);
  else history.replaceState(history.state, "", address);
}

function popped(event) {
  // Another page, or a place on this one: the router's.
  if (!history.state || (history.state.key || "default") !== page) {
    if (step) clearTimeout(step.lost);
    step = null;
    return;
  }
  event.stopImmediatePropagation();
  stepped();
}

// Before the router, which listens at the same place: of those who listen at the window the first is heard first, and
// every page's script has this file before the router begins.
if (typeof window !== "undefined") window.addEventListener("popstate", popped);

export function BackCloses() {
  const { key } = useLocation();
  const { state } = useNavigation();
  useEffect(() => {
    isBusy = state !== "idle";
  }, [state]);
  useEffect(() => {
    page = key;
    settle();
  }, [key]);
  useEffect(() => {
    const watcher = new MutationObserver(settle);
    watcher.observe(document.body, { attributes: true, attributeFilter: ["open"], subtree: true });
    return () => {
      watcher.disconnect();
      page = "";
    };
  }, []);
  return null;
}
