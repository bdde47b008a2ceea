// The first tour's door: nothing of it is fetched or drawn before it is shown.
import { Suspense, createElement, lazy } from "react";

const Show = lazy(() => import("./tour_show.jsx"));

export function Tour(props) {
  return props.steps.length ? createElement(Suspense, { fallback: null }, createElement(Show, props)) : null;
}
