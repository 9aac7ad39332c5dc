/** As much of an element as the readers ask for: the types of the browser are not those of the server. */
export interface HtmlElement {
  readonly textContent: string | null
  readonly parentElement: HtmlElement | null
  getAttribute(name: string): string | null
  querySelector(selector: string): HtmlElement | null
  querySelectorAll(selector: string): Iterable<HtmlElement>
  closest(selector: string): HtmlElement | null
  append(text: string): void
  remove(): void
}

export interface HtmlDocument extends HtmlElement {
  readonly body: HtmlElement
}
