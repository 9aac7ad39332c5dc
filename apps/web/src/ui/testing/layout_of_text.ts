/**
 * jsdom lays nothing out, and its ranges lack the two methods with which CodeMirror measures text: it would print an
 * error at each measurement. As for elements, nothing has a size.
 */
if (globalThis.Range !== undefined) {
  Range.prototype.getClientRects ??= () => Object.assign([], { item: () => null })
  Range.prototype.getBoundingClientRect ??= () => new DOMRect()
}
