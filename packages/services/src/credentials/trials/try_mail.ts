import type { Target } from './target.ts'
import type { Trial } from './trials.ts'

/** Connects to a mail server and signs in; no mail is sent. */
export async function tryMail(values: Readonly<Record<string, string>>, target: Target): Promise<Trial> {
  const { createTransport } = await import('nodemailer')
  const { username, password, secure } = values
  const transport = createTransport({
    // What was checked is what is connected to; the certificate is held against the name.
    host: target.address,
    port: target.port,
    secure: secure === 'true',
    ...(username && { auth: { user: username, pass: password ?? '' } }),
    tls: { servername: target.host },
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
  })
  try {
    await transport.verify()
    const how = username ? `signed ${username} in` : 'answered'
    return { ok: true, message: `The mail server ${target.host}:${target.port} ${how}.` }
  } finally {
    transport.close()
  }
}
