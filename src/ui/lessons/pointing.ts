/** Draws a frame around the part of the page that a step talks about, and brings it into view. Must not move focus. */
const ATTRIBUTE = 'data-pointed';

/** Until the returned function is called. Folded groups around it are opened. */
export function pointAt(selector: string): () => void {
  const found = document.querySelector(selector);
  if (!found) return () => {};
  for (let group = found.closest('details'); group; group = group.parentElement?.closest('details') ?? null)
    group.open = true;
  // A control is shown with its label.
  const target = found.closest('[data-kind]') ?? found;
  target.setAttribute(ATTRIBUTE, '');
  target.scrollIntoView({ block: 'nearest' });
  return () => target.removeAttribute(ATTRIBUTE);
}
