import type { JsonObject } from '@llamanexus/workflow'
import mustache from 'mustache'

/** Renders Mustache over own properties only: `{{constructor}}` and its kin are as empty as any missing name. */
export function renderMustache(template: string, vars: JsonObject): string {
  return new mustache.Writer().render(template, new OwnContext(vars))
}

type Scope = InstanceType<typeof mustache.Context>

class OwnContext extends mustache.Context {
  override push(view: unknown): OwnContext {
    return new OwnContext(view, this)
  }

  override lookup(name: string): unknown {
    return name === '.' ? this.view : lookUp(this, name.split('.'))
  }
}

/** The nearest scope that has the first key decides, even where the rest of the path leads nowhere. */
function lookUp(scope: Scope | undefined, keys: readonly string[]): unknown {
  if (!scope) return undefined
  return has(scope.view, keys[0] ?? '') ? keys.reduce(own, scope.view) : lookUp(scope.parent, keys)
}

const has = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)

function own(value: unknown, key: string): unknown {
  if (value === null || value === undefined || !Object.hasOwn(Object(value), key)) return undefined
  return (value as Record<string, unknown>)[key]
}
