import type { Call } from './command.ts'

/**
 * Addresses inside the own network that workflows may call: a list in `LLAMANEXUS_HTTP_ALLOW`, separated by commas, of
 * `host`, `host:port`, addresses or CIDR ranges; `*` for all.
 */
export const httpAllowOf = ({ io }: Pick<Call, 'io'>): readonly string[] | true => {
  const rules = (io.env.LLAMANEXUS_HTTP_ALLOW ?? '').split(',').flatMap((rule) => rule.trim() || [])
  return rules.includes('*') || rules
}
