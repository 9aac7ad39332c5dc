import type { TriggerKind } from './trigger_kind.ts'

/** Webhooks are armed with the table of addresses, in the save itself; here they only say that they listen. */
export const webhookKind: TriggerKind = {
  type: 'http_webhook',
  arm: async () => ({ disarm: async () => {} }),
}
