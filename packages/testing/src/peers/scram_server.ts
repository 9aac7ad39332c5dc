import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'

export interface ScramUser {
  user: string
  password: string
}

/** The server's side of one sign-in by SCRAM-SHA-256 (RFC 5802 and 7677). An answer is undefined where it is refused. */
export interface ScramServer {
  /** `n,,n=user,r=nonce` → `r=…,s=…,i=…`. */
  first(message: string): string | undefined
  /** `c=biws,r=…,p=proof` → `v=signature`. */
  final(message: string): string | undefined
}

const ROUNDS = 4096

export function scramServer({ user, password }: ScramUser): ScramServer {
  const salt = randomBytes(16)
  let nonce = ''
  let exchange = ''
  return {
    first(message) {
      const bare = message.replace(/^n,[^,]*,/, '')
      const { n: name, r: theirs } = fieldsOf(bare)
      if (!theirs || name?.replaceAll('=2C', ',').replaceAll('=3D', '=') !== user) return undefined
      nonce = theirs + randomBytes(18).toString('base64')
      const answer = `r=${nonce},s=${salt.toString('base64')},i=${ROUNDS}`
      exchange = `${bare},${answer}`
      return answer
    },
    final(message) {
      const { c: channel, r: given, p: proof = '' } = fieldsOf(message)
      if (channel !== 'biws' || given !== nonce || nonce === '') return undefined
      const salted = pbkdf2Sync(password, salt, ROUNDS, 32, 'sha256')
      const text = `${exchange},${message.replace(/,p=.*$/, '')}`
      const clientKey = hmac(salted, 'Client Key')
      const wanted = xor(clientKey, hmac(createHash('sha256').update(clientKey).digest(), text))
      const sent = Buffer.from(proof, 'base64')
      if (sent.length !== wanted.length || !timingSafeEqual(sent, wanted)) return undefined
      return `v=${hmac(hmac(salted, 'Server Key'), text).toString('base64')}`
    },
  }
}

const fieldsOf = (message: string): Record<string, string | undefined> =>
  Object.fromEntries(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]))

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)))
