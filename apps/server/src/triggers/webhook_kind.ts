import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { TriggerKind } from './trigger_kind.ts'
import { TriggerProblem } from './trigger_problem.ts'

/** Its address is served by the table of webhooks; here it only says whether anybody could call. */
export const webhookKind: TriggerKind = {
  type: 'http_webhook',
  async arm({ config }) {
    const auth = isObject(config.auth) ? config.auth : {}
    const missing = (needed[String(auth.type ?? 'none')] ?? []).filter((field) => isEmpty(auth[field]))
    if (missing.length > 0)
      throw new TriggerProblem({
        code: 'auth_incomplete',
        message: `Nobody can call it: "Who may call" lacks ${missing.map((field) => `"${field}"`).join(' and ')}`,
        hint: 'Fill it in, best with {{ secrets.name }}, or let everybody call.',
        field: 'auth',
      })
    return { disarm: async () => undefined }
  },
}

/** What each way of showing who calls cannot do without. */
const needed: Readonly<Record<string, readonly string[]>> = {
  header: ['header', 'value'],
  basic: ['password'],
  hmac: ['secret'],
}

const isEmpty = (value: JsonValue | undefined): boolean => typeof value !== 'string' || value.trim() === ''

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
