import type { Authorization, NodeContext } from '@llamanexus/node-sdk'

export interface SignIn {
  (): Promise<Authorization>
  /** Once, after the server has refused a token that may have been kept too long; undefined where nothing new came of it. */
  renewed(): Promise<Authorization | undefined>
}

/** How a request to this address is signed in by the node's credential; undefined where it has none. */
export function createSignIn(
  { credential }: { credential?: string },
  url: string,
  context: NodeContext<'credentials'>,
): SignIn | undefined {
  if (!credential) return undefined
  const { credentials } = context.services
  const use = { id: credential, field: 'credential', url: url.trim(), signal: context.signal }
  let last: Authorization | undefined
  let isRenewed = false
  const signIn = async () => (last = await credentials.authorize(use))
  const renewed = async () => {
    if (isRenewed) return undefined
    isRenewed = true
    const next = await credentials.authorize({ ...use, renew: true })
    return JSON.stringify(next) === JSON.stringify(last) ? undefined : next
  }
  return Object.assign(signIn, { renewed })
}
