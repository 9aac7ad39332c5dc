/** The part of mustache that we use; the package has no types of its own. */
declare module 'mustache' {
  class Context {
    readonly view: unknown
    readonly parent?: Context
    constructor(view: unknown, parent?: Context)
    push(view: unknown): Context
    lookup(name: string): unknown
  }
  class Writer {
    render(template: string, view: Context): string
  }
  const mustache: { Context: typeof Context; Writer: typeof Writer }
  export default mustache
}
