import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withoutProgram } from './peer.ts'

export const withoutOpenssl = (): string | false => withoutProgram('openssl')

/** A certificate that nobody has signed, for 127.0.0.1 and such names as are given, in files of its own that whoever runs the tests may read. */
export function makeCertificate(...names: string[]): { folder: string; cert: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'llamanexus-certificate-'))
  chmodSync(folder, 0o755)
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const alternatives = ['IP:127.0.0.1', ...names.map((name) => `DNS:${name}`)].join(',')
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', `subjectAltName=${alternatives}`]
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject],
    { stdio: 'ignore' },
  )
  return { folder, cert, key }
}
