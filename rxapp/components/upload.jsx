// A file goes to the server by itself, as the body of one request: websockets carry no CVs. The server answers with the
// file's number, which is all a handler is told.
import { createElement, useId, useRef, useState } from "react";

export function Upload({ path, accept, mostBytes, label, hint, busy, tooLarge, failed, onDone, className }) {
  const [isBusy, setIsBusy] = useState(false);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const [isOver, setIsOver] = useState(false);
  const input = useRef(null);
  const id = useId();

  const send = async (file) => {
    if (!file || isBusy) return;
    setProblem("");
    if (file.size > mostBytes) {
      setProblem(tooLarge);
      return;
    }
    setIsBusy(true);
    setName(file.name);
    try {
      const answer = await fetch(path, {
        method: "POST",
        body: file,
        headers: { "Content-Type": "application/octet-stream", "X-File-Name": encodeURIComponent(file.name.slice(-120)) },
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok && told.id) {
        if (onDone) onDone(told.id, file.name.slice(-120));
      } else {
        setName("");
        setProblem(told.problem || (answer.status === 413 ? tooLarge : failed));
      }
    } catch {
      setName("");
      setProblem(failed);
    } finally {
      setIsBusy(false);
      // The same file may be chosen again after it was mended.
      if (input.current) input.current.value = "";
    }
  };

  return createElement(
    "div",
    {
      className: `ui-upload ${isOver ? "ui-upload--over" : ""} ${className || ""}`,
      onDragOver: (event) => {
        if (![...event.dataTransfer.types].includes("Files")) return;
        event.preventDefault();
        setIsOver(true);
      },
      onDragLeave: () => setIsOver(false),
      onDrop: (event) => {
        event.preventDefault();
        setIsOver(false);
        send(event.dataTransfer.files[0]);
      },
    },
    createElement("input", {
      id,
      ref: input,
      type: "file",
      accept,
      className: "ui-hidden",
      disabled: isBusy,
      "aria-describedby": `${id}-about`,
      onChange: (event) => send(event.target.files[0]),
    }),
    createElement("label", { htmlFor: id, className: "ui-button ui-button--s", "aria-disabled": isBusy }, isBusy ? busy : label),
    createElement("span", { id: `${id}-about`, className: "ui-muted ui-small ui-grow" }, name || hint),
    createElement(
      "span",
      { className: "ui-upload__problem", role: "alert" },
      problem,
    ),
  );
}

// Many lines with a bound: what would not fit is refused before it is in the field, and the reason is said beside it.
// Without this ten megabytes from the clipboard would freeze the page, or be cut without a word.
export function LongText({ most, tooLong, onPasted, ...rest }) {
  const [problem, setProblem] = useState("");
  const fits = (event, text) => {
    const field = event.target;
    const chosen = field.selectionEnd - field.selectionStart;
    const isFine = field.value.length - chosen + text.length <= most;
    setProblem(isFine ? "" : tooLong);
    if (!isFine) event.preventDefault();
    else if (onPasted) setTimeout(() => onPasted(field.value), 0);
  };
  return createElement(
    "span",
    { className: "ui-long" },
    createElement("textarea", {
      ...rest,
      maxLength: most,
      onPaste: (event) => fits(event, event.clipboardData.getData("text")),
      onDrop: (event) => fits(event, event.dataTransfer.getData("text")),
    }),
    createElement("span", { className: "ui-field__error", role: "alert" }, problem),
  );
}
