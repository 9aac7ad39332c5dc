/** Variables of the environment by name. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface Expanded<T> {
  value: T
  /** What was put in from the environment, by variable. */
  used: ReadonlyMap<string, string>
  /** Names that the environment does not have, with the place where each stands first. */
  missing: ReadonlyMap<string, string>
}

/**
 * Puts variables into every text below a value, as other applications do: `${NAME}`, `${env:NAME}`, and with what stands in
 * where it is not set or empty, `${NAME:-default}`. `$${NAME}` stays `${NAME}`.
 */
export function expandVariables<T>(value: T, place: string, environment: Environment): Expanded<T> {
  const used = new Map<string, string>()
  const missing = new Map<string, string>()

  const inText = (text: string, at: string): string =>
    text.replaceAll(VARIABLE, (whole, escaped: string, name: string, rest: string | undefined) => {
      if (escaped) return whole.slice(1)
      const found = Object.hasOwn(environment, name) ? environment[name] : undefined
      if (rest !== undefined && !found) return rest
      if (found === undefined) {
        if (!missing.has(name)) missing.set(name, at)
        return whole
      }
      used.set(name, found)
      return found
    })
  const below = (each: unknown, at: string): unknown => {
    if (typeof each === 'string') return inText(each, at)
    if (Array.isArray(each)) return each.map((item, index) => below(item, `${at}[${index}]`))
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, below(item, `${at}.${key}`)]))
  }
  // The shape stays as it was: texts become texts.
  return { value: below(value, place) as T, used, missing }
}

/** A name may begin with what asks a person for it in other applications: then it is missing here, and told. */
const VARIABLE = /(\$?)\$\{(?:env:)?((?:input:|config:|command:)?[A-Za-z_][\w.-]*)(?::-([^{}]*))?\}/g
