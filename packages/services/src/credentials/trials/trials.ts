import { type HttpService, NodeError } from '@llamanexus/node-sdk'
import { checkCredential } from '../check_credential.ts'
import { ownTargets } from '../own_hosts.ts'
import { createRedactor } from '../redactor.ts'
import { valuesToStrike } from '../values_to_strike.ts'
import { tryDatabase } from './try_database.ts'
import { tryHttp } from './try_http.ts'
import { tryMail } from './try_mail.ts'

/** A credential that is to be tried, kept or not. */
export interface TriedCredential {
  type: string
  hosts: readonly string[]
  values: Readonly<Record<string, string>>
  /** An address that needs it, for those that sign requests in. */
  url?: string
}

export interface Trial {
  ok: boolean
  /** What came of it, for a person; no secret is in it. */
  message: string
}

export interface Trials {
  /** Really uses the credential once. Throws `VaultError` `credential_invalid` for one that could not be kept either. */
  draft(given: TriedCredential, signal?: AbortSignal): Promise<Trial>
}

/** Resolves and checks a host that is not spoken to over HTTP; throws `NodeError` where it may not be reached. */
export type CheckedAddress = (host: string, port: number) => Promise<{ address: string }>

export interface TrialParts {
  http: HttpService
  address: CheckedAddress
}

/** Milliseconds that a try may take. */
const PATIENCE = 15_000

export function createTrials({ http, address }: TrialParts): Trials {
  return {
    async draft({ url, ...given }, signal) {
      const { kind, hosts, fields, secrets } = checkCredential({ ...given, name: 'trial' })
      const values = { ...fields, ...secrets }
      // One of its own: what is only tried is not known to the whole server from then on.
      const redactor = createRedactor()
      for (const value of valuesToStrike(kind.type, values)) redactor.add(value)
      const bound = AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(signal ? [signal] : [])])
      const trial = perform(kind.type, { hosts, values, url }, bound).catch(failed)
      const { ok, message } = await Promise.race([trial, tooLong(bound)])
      return { ok, message: redactor.text(message) }
    },
  }

  async function perform(
    type: string,
    { hosts, values, url }: Omit<TriedCredential, 'type'>,
    signal: AbortSignal,
  ): Promise<Trial> {
    switch (type) {
      case 'database':
      case 'smtp': {
        const targets = ownTargets(type, values)
        // Every member of a cluster is checked: a driver may choose any.
        const [first] = await Promise.all(
          targets.map(async ({ host, port }) => ({ host, port, ...(await address(host, port)) })),
        )
        if (!first) throw new NodeError('host_unknown', 'The address names no host')
        const target = first
        return type === 'smtp' ? tryMail(values, target) : tryDatabase(values['url'] ?? '', target)
      }
      case 'secret':
        return {
          ok: true,
          message: 'A secret is handed to the fields that read it; there is nothing to try.',
        }
      default:
        return tryHttp({ http, type, hosts, values, url, signal })
    }
  }
}

const failed = (error: unknown): Trial => {
  if (error instanceof NodeError)
    return { ok: false, message: error.hint ? `${error.message}. ${error.hint}` : `${error.message}.` }
  return { ok: false, message: error instanceof Error ? error.message : String(error) }
}

const tooLong = (signal: AbortSignal): Promise<Trial> =>
  new Promise((resolve) => {
    const end = () =>
      resolve({ ok: false, message: `There was no answer within ${PATIENCE / 1000} seconds.` })
    if (signal.aborted) end()
    signal.addEventListener('abort', end)
  })
