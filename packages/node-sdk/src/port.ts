import type { ExpressionKind, JsonObject, JsonSchema, JsonValue, PortType, When } from '@llamanexus/workflow'

interface PortOptions {
  readonly name?: string
  readonly description?: string
  readonly required?: boolean
  readonly default?: JsonValue
  readonly many?: boolean
  readonly type_when?: readonly { readonly when: When; readonly type: PortType }[]
  readonly expression?: ExpressionKind
  readonly locals?: readonly string[]
  readonly secret?: boolean
  readonly schema?: JsonSchema
}

/** A port as declared in a node file; its type parameter is what `execute` receives or must return. */
export interface PortDeclaration<T = JsonValue, O extends PortOptions = PortOptions> {
  readonly type: PortType
  readonly options: O
  /** Never set; carries the value type. */
  readonly _value?: T
}

type Declared<T, O extends PortOptions> = PortDeclaration<T, O>

const declare =
  <T>(type: PortType) =>
  <const O extends PortOptions = Record<never, never>>(options?: O): Declared<T, O> => ({
    type,
    options: (options ?? {}) as O,
  })

/** Port declarations by type: `port.string({ required: true })`. */
export const port = {
  string: declare<string>('string'),
  number: declare<number>('number'),
  boolean: declare<boolean>('boolean'),
  object: declare<JsonObject>('object'),
  array: declare<JsonValue[]>('array'),
  any: declare<JsonValue>('any'),
}
