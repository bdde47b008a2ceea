// A field to write a note in. "@" offers colleagues by name: arrows choose, Enter or Tab takes, Escape leaves the list.
// What is typed belongs to the browser: it is kept under `draft` until `saved` changes, whatever is drawn around it.
import { createElement, useEffect, useId, useRef, useState } from "react";

const drafts = new Map();
const MOST_OFFERED = 8;

// The name being typed: from the last "@" to the caret, if nothing but a name can stand between them.
function wanted(text, caret) {
  const before = text.slice(0, caret);
  const at = Math.max(before.lastIndexOf("@"), before.lastIndexOf("＠"));
  if (at < 0) return null;
  const part = before.slice(at + 1);
  if (part.length > 30 || /[\n@＠，。,;；]/.test(part) || /\s\S*\s/.test(part)) return null;
  if (at > 0 && /[A-Za-z0-9._-]/.test(before[at - 1])) return null; // an e-mail address
  return { at, part: part.toLowerCase() };
}

export function NoteBox({ fieldName, draft, saved, people, initial, label, placeholder, hint, rows, most, takesFocus, className }) {
  const field = useRef(null);
  const id = useId();
  const [offered, setOffered] = useState([]);
  const [chosen, setChosen] = useState(0);
  const [text, setText] = useState(() => drafts.get(draft) ?? initial ?? "");
  const shown = useRef(draft);
  const stored = useRef(saved);

  useEffect(() => {
    if (shown.current !== draft) {
      // Another application: its own draft, or nothing yet.
      shown.current = draft;
      stored.current = saved;
      setText(drafts.get(draft) ?? initial ?? "");
      setOffered([]);
    } else if (stored.current !== saved) {
      stored.current = saved;
      drafts.delete(draft);
      setText(initial ?? "");
      setOffered([]);
    }
  }, [draft, saved, initial]);

  // Drawn where the button that asked for it stood: without this the focus would fall out of the drawer.
  useEffect(() => {
    if (!takesFocus) return;
    field.current.focus();
    field.current.setSelectionRange(field.current.value.length, field.current.value.length);
  }, []);

  const look = (value, caret) => {
    const found = wanted(value, caret);
    const names = found
      ? (people || []).filter((each) => each.toLowerCase().startsWith(found.part) && each.toLowerCase() !== found.part)
      : [];
    setOffered(names.slice(0, MOST_OFFERED));
    setChosen(0);
  };
  const typed = (event) => {
    const value = event.target.value;
    setText(value);
    if (value) drafts.set(draft, value);
    else drafts.delete(draft);
    look(value, event.target.selectionStart);
  };
  const take = (who) => {
    const box = field.current;
    const found = wanted(text, box.selectionStart);
    if (!found) return;
    const end = found.at + who.length + 2;
    const value = text.slice(0, found.at) + "@" + who + " " + text.slice(box.selectionStart).replace(/^ /, "");
    setText(value);
    drafts.set(draft, value);
    setOffered([]);
    box.focus();
    requestAnimationFrame(() => box.setSelectionRange(end, end));
  };
  const pressed = (event) => {
    if (event.nativeEvent.isComposing) return; // an input method is choosing characters
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      box().form?.requestSubmit();
    }
    if (!offered.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setChosen((chosen + step + offered.length) % offered.length);
    else if (event.key === "Enter" || event.key === "Tab") take(offered[chosen]);
    else if (event.key === "Escape") setOffered([]);
    else return;
    event.preventDefault(); // Escape closes the list, not the drawer around it
    event.stopPropagation();
  };
  const box = () => field.current;
  const list = `${id}-people`;
  return createElement(
    "div",
    { className: `ui-note-box ${className || ""}` },
    createElement("textarea", {
      ref: field,
      name: fieldName,
      rows,
      maxLength: most,
      value: text,
      placeholder,
      className: "ui-input",
      "aria-label": label,
      "aria-autocomplete": "list",
      "aria-controls": offered.length ? list : undefined,
      "aria-activedescendant": offered.length ? `${id}-${chosen}` : undefined,
      onChange: typed,
      onKeyDown: pressed,
      onBlur: () => setOffered([]),
    }),
    offered.length
      ? createElement(
          "ul",
          { id: list, role: "listbox", "aria-label": hint, className: "ui-note-box__people" },
          offered.map((each, i) =>
            createElement(
              "li",
              {
                key: each,
                id: `${id}-${i}`,
                role: "option",
                "aria-selected": i === chosen,
                onPointerDown: (event) => {
                  event.preventDefault(); // the field keeps the focus
                  take(each);
                },
              },
              each,
            ),
          ),
        )
      : null,
    createElement("span", { className: "ui-hidden", "aria-live": "polite" }, offered.length ? `${hint}: ${offered[chosen]}` : ""),
  );
}
