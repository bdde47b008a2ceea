// Search and commands, opened without asking the server (palette_door.jsx). Actions are found here; people and jobs are asked for a moment after the last key. One list, moved through with the arrows.
import { createElement, useContext, useEffect, useId, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { ColorModeContext } from "$/utils/context";
import { Icon } from "../native/icons.jsx";
import { opensWith } from "./palette_door.jsx";

const WAIT_MS = 150;
const MOST_ACTIONS = 8;
const plain = (text) => text.toLowerCase().replace(/\s+/g, " ").trim();

export function CommandPalette(props) {
  const { actions, people, jobs, recent, answered, say } = props;
  const box = useRef(null);
  const field = useRef(null);
  const latest = useRef(props);
  latest.current = props;
  const [isOpen, setIsOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const name = useId();
  const go = useNavigate();
  const { setColorMode } = useContext(ColorModeContext);

  useEffect(
    () =>
      opensWith(() => {
        if (box.current.open) return box.current.close();
        setQuery("");
        setAt(0);
        setIsOpen(true);
        box.current.showModal();
        latest.current.onSearch("");
      }),
    [],
  );
  useEffect(() => {
    if (isOpen && field.current) field.current.focus();
  }, [isOpen]);
  useEffect(() => {
    if (!isOpen || !query) return undefined;
    const timer = setTimeout(() => latest.current.onSearch(query), WAIT_MS);
    return () => clearTimeout(timer);
  }, [query, isOpen]);

  const words = plain(query);
  const fits = (one) => words.split(" ").every((word) => plain(`${one.title} ${one.words || ""}`).includes(word));
  const isAnswered = answered === query;
  const groups = [
    { key: "recent", hits: words ? [] : recent },
    { key: "people", hits: words && (isAnswered || query.startsWith(answered)) ? people : [] },
    { key: "jobs", hits: words && (isAnswered || query.startsWith(answered)) ? jobs : [] },
    { key: "actions", hits: words ? actions.filter(fits).slice(0, MOST_ACTIONS) : actions },
  ].filter((group) => group.hits.length);
  const all = groups.flatMap((group) => group.hits);
  const chosen = Math.min(at, Math.max(all.length - 1, 0));
  const idOf = (hit) => `${name}-${hit.key}`;
  useEffect(() => {
    const shown = isOpen && box.current.querySelector('[aria-selected="true"]');
    if (shown) shown.scrollIntoView({ block: "nearest" });
  }, [chosen, isOpen]);

  const choose = (hit) => {
    if (!hit) return;
    box.current.close();
    if (hit.kind === "person") props.onChoose(hit.id);
    if (hit.act && hit.act.startsWith("theme:")) setColorMode(hit.act.slice(6));
    else if (hit.act) props.onAct(hit.act);
    else go(hit.address);
  };
  const key = (event) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) setAt((chosen + step + all.length) % all.length);
    else if (event.key === "Home" && event.ctrlKey) setAt(0);
    else if (event.key === "End" && event.ctrlKey) setAt(all.length - 1);
    else if (event.key === "Enter") choose(all[chosen]);
    else return;
    event.preventDefault();
  };

  const line = (hit) =>
    createElement(
      "li",
      {
        key: hit.key, id: idOf(hit), role: "option", className: "palette__hit", "aria-selected": all[chosen] === hit,
        onPointerMove: () => setAt(all.indexOf(hit)), onClick: () => choose(hit),
      },
      createElement(Icon, { draws: hit.icon || (hit.kind === "job" ? "briefcase" : "user"), size: 16, "aria-hidden": "true" }),
      createElement("span", { className: "palette__title" }, hit.title),
      createElement("span", { className: "palette__more ui-muted" }, hit.more || ""),
      hit.keys ? createElement("kbd", null, hit.keys) : null,
    );
  const list = groups.map((group) =>
    createElement(
      "ul",
      { key: group.key, role: "group", "aria-label": say[group.key], className: "palette__group" },
      createElement("li", { role: "presentation", className: "palette__head" }, say[group.key]),
      ...group.hits.map(line),
    ),
  );
  const inside = [
    createElement(
      "div",
      { key: "field", className: "palette__field" },
      createElement(Icon, { draws: "search", size: 18, "aria-hidden": "true" }),
      createElement("input", {
        ref: field, value: query, placeholder: say.placeholder, maxLength: 40, autoComplete: "off", spellCheck: false,
        role: "combobox", "aria-label": say.label, "aria-expanded": true, "aria-controls": `${name}-list`,
        "aria-autocomplete": "list", "aria-activedescendant": all.length ? idOf(all[chosen]) : undefined,
        onChange: (event) => {
          setQuery(event.target.value);
          setAt(0);
        },
        onKeyDown: key,
      }),
      createElement("kbd", null, "Esc"),
    ),
    createElement("div", { key: "list", id: `${name}-list`, role: "listbox", "aria-label": say.label, className: "palette__list" }, ...list),
    createElement(
      "p",
      { key: "none", className: "palette__none ui-muted", role: "status", hidden: all.length > 0 || (Boolean(words) && !isAnswered) },
      all.length ? "" : say.nothing,
    ),
  ];
  return createElement(
    "dialog",
    {
      ref: box, id: "palette", className: "palette", "aria-label": say.label, onClose: () => setIsOpen(false),
      onClick: (event) => event.target === box.current && box.current.close(),
    },
    isOpen ? inside : null,
  );
}
