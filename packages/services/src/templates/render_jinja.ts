import { Template } from '@huggingface/jinja'
import type { JsonObject } from '@llamanexus/workflow'

/** Renders Jinja. The interpreter keeps data in maps of its own, so that no prototype is in reach. */
export function renderJinja(template: string, vars: JsonObject): string {
  return new Template(template).render(vars)
}
