import { NodeError } from '@llamanexus/node-sdk'
import { guardAddress } from '../http/address_guard.ts'

/** A mail server as its credential says it. */
export interface MailServer {
  host: string
  port: number
  /** Encrypted from the first word; otherwise once the server offers it. */
  secure: boolean
  user?: { user: string; pass: string }
}

export function mailServer({
  host = '',
  port,
  secure,
  username,
  password = '',
}: Record<string, string>): MailServer {
  const isSecure = secure === 'true'
  return {
    host,
    port: Number(port ?? (isSecure ? 465 : 587)),
    secure: isSecure,
    ...(username && { user: { user: username, pass: password } }),
  }
}

/** How it is connected to at an address that was checked; the certificate is held against the name. */
export const mailConnection = ({ host, port, secure, user }: MailServer, address: string) => ({
  host: address,
  port,
  secure,
  ...(user && { auth: user }),
  // Out on the internet a password is not told before the line is encrypted, whatever a server leaves out.
  requireTLS: !secure && user !== undefined && isPublic(host, port, address),
  tls: { servername: host },
})

function isPublic(host: string, port: number, address: string): boolean {
  try {
    guardAddress({ host, port, address }, {})
    return true
  } catch (error) {
    if (error instanceof NodeError) return false
    throw error
  }
}
