import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { HttpService } from '@llamanexus/node-sdk'
import fc from 'fast-check'
import type { CredentialRow, CredentialRows } from './credential_row.ts'
import { createCredentials } from './credentials.ts'
import { readKeyFile } from './key_file.ts'
import { createKeyHolder } from './key_holder.ts'
import { memoryRows } from './memory_rows.ts'
import { rotateKey } from './rotate_key.ts'
import { newVaultKey, seal, unseal } from './seal.ts'

const folder = mkdtempSync(join(tmpdir(), 'vault-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const noHttp = {
  request: () => Promise.reject(new Error('no request is expected')),
  fetch: () => Promise.reject(new Error('no request is expected')),
} satisfies HttpService

const noAddress = () => Promise.reject(new Error('no address is expected'))

let homes = 0
function world(
  rows: CredentialRows = memoryRows(),
  key_file = join(folder, `home-${(homes += 1)}`, 'vault.key'),
) {
  const now = { ms: Date.UTC(2030, 0, 1) }
  return {
    ...createCredentials({ rows, key_file, http: noHttp, address: noAddress, now: () => now.ms }),
    rows,
    key_file,
    now,
  }
}

const bearer = (token = 'sk-canary-0123456789') => ({
  name: 'Weather',
  type: 'bearer',
  hosts: ['api.example.com'],
  values: { token },
})

const openFor = (id: string, host = 'api.example.com') => ({ id, field: 'credential', host })

describe('seal', () => {
  const belongs = { id: 'a', type: 'bearer', key_id: 'k', hosts: ['x.com'], fields: { name: 'b' } }
  const strings = fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }))

  it('gives back what was sealed', () => {
    const key = newVaultKey()
    fc.assert(
      fc.property(strings, (values) =>
        assert.deepEqual(unseal(seal(values, key, belongs), key, belongs), { ...values }),
      ),
    )
  })

  it('opens nothing of which one bit was changed, nor elsewhere, nor with another key', () => {
    const key = newVaultKey()
    const sealed = seal({ token: 'secret' }, key, belongs)
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.equal(unseal(changed, key, belongs), undefined)
    }
    for (const other of [
      { id: 'b' },
      { type: 'basic' },
      { key_id: 'l' },
      { hosts: ['evil.com'] },
      { fields: {} },
    ])
      assert.equal(unseal(sealed, key, { ...belongs, ...other }), undefined)
    assert.equal(unseal(sealed, newVaultKey(), belongs), undefined)
    for (const length of [0, 1, 12, 27])
      assert.equal(unseal(sealed.subarray(0, length), key, belongs), undefined)
  })

  it('never seals twice alike', () => {
    const key = newVaultKey()
    const nonces = Array.from({ length: 1000 }, () =>
      Buffer.from(seal({}, key, belongs).subarray(0, 12)).toString('hex'),
    )
    assert.equal(new Set(nonces).size, 1000)
  })
})

describe('vault', () => {
  it('makes its key with the first credential, for its owner only', async () => {
    const { vault, key_file } = world()
    assert.deepEqual(await vault.list(), [])
    assert.equal(existsSync(key_file), false)
    await vault.create('a', bearer())
    if (process.platform !== 'win32') assert.equal(statSync(key_file).mode & 0o777, 0o600)
  })

  it('tells everything but the secrets, and keeps them sealed', async () => {
    const { vault, rows } = world()
    const basic = {
      name: 'Door',
      type: 'basic',
      hosts: ['x.com'],
      values: { username: 'ada', password: 'canary-pw' },
    }
    const info = await vault.create('a', basic)
    assert.deepEqual([info.fields, info.secrets, info.locked], [{ username: 'ada' }, ['password'], undefined])
    const kept = JSON.stringify([
      await vault.list(),
      (await rows.list()).map((row) => ({ ...row, sealed: Buffer.from(row.sealed).toString('latin1') })),
    ])
    assert.ok(!kept.includes('canary-pw'))
  })

  it('says all that is wrong at once, without repeating a value', async () => {
    const { vault } = world()
    await assert.rejects(
      vault.create('a', {
        name: ' ',
        type: 'bearer',
        hosts: ['evil.com/@good.com'],
        values: { token: 'canary\n', x: 'y' },
      }),
      (error: { code: string; faults: { pointer: string }[] }) => {
        assert.equal(error.code, 'credential_invalid')
        assert.deepEqual(error.faults.map(({ pointer }) => pointer).toSorted(), [
          '/hosts/0',
          '/name',
          '/values/token',
          '/values/x',
        ])
        assert.ok(!JSON.stringify(error).includes('canary'))
        return true
      },
    )
    await assert.rejects(vault.create('a', { ...bearer(), hosts: [] }), /Name the hosts/)
    await assert.rejects(vault.create('a', { ...bearer(), type: 'magic' }), /no type/)
    await assert.rejects(
      vault.create('a', { name: 'no-name', type: 'secret', hosts: [], values: { value: 'x' } }),
      /letters/,
    )
    await assert.rejects(
      vault.create('a', { name: 'db', type: 'database', hosts: [], values: { url: 'file:///etc/passwd' } }),
      /Address is not as it should be/,
    )
  })

  it('keeps a secret field that is left out of a change', async () => {
    const { vault, service } = world()
    await vault.create('a', {
      name: 'Door',
      type: 'basic',
      hosts: ['x.com'],
      values: { username: 'ada', password: 'first-pw' },
    })
    await vault.update('a', { values: { username: 'bob' }, hosts: ['y.com'] })
    assert.deepEqual((await service.open(openFor('a', 'y.com'))).values, {
      username: 'bob',
      password: 'first-pw',
    })
    await assert.rejects(service.open(openFor('a', 'x.com')), { code: 'credential_host' })
    await vault.update('a', { values: { username: 'bob', password: 'second-pw' } })
    assert.equal((await service.open(openFor('a', 'y.com'))).values['password'], 'second-pw')
    await vault.update('a', { name: 'Gate' })
    assert.equal((await vault.get('a'))?.name, 'Gate')
    await assert.rejects(vault.update('none', {}), { code: 'credential_missing' })
  })

  it('says what to do when the key is lost, wrong or no key, and works again once it is back', async () => {
    const { vault, service, key_file } = world()
    await vault.create('a', bearer())
    const key = readFileSync(key_file)
    const other = world()
    await other.vault.create('b', bearer())
    const locked = async (what: RegExp) => {
      await assert.rejects(
        service.open(openFor('a')),
        (error: { code: string; field: string; hint: string }) => {
          assert.deepEqual([error.code, error.field], ['credential_locked', 'credential'])
          assert.match(error.hint, what)
          return true
        },
      )
      assert.match((await vault.get('a'))?.locked ?? '', what)
    }
    rmSync(key_file)
    await locked(/missing.*Put it back/)
    await assert.rejects(vault.create('c', { ...bearer(), name: 'c' }), { code: 'credential_locked' })
    assert.equal(existsSync(key_file), false, 'a new key would shut the old one out unseen')
    writeFileSync(key_file, readFileSync(other.key_file))
    await locked(/another key/)
    writeFileSync(key_file, 'nonsense')
    await locked(/no key file/)
    writeFileSync(key_file, key)
    assert.equal((await service.open(openFor('a'))).values['token'], 'sk-canary-0123456789')
  })

  it('takes a credential that is entered again after its key was lost', async () => {
    const { vault, service, key_file } = world()
    await vault.create('a', bearer())
    rmSync(key_file)
    createKeyHolder(key_file).renew([])
    await assert.rejects(vault.update('a', { name: 'Other' }), { code: 'credential_locked' })
    await vault.update('a', { values: { token: 'entered-again' } })
    assert.equal((await service.open(openFor('a'))).values['token'], 'entered-again')
  })
})

describe('rotation', () => {
  const keysIn = (file: string): string[] => {
    const found = readKeyFile(file)
    return found.state === 'read' ? found.keys.map(({ id }) => id) : []
  }

  it('seals all with a new key and drops the old one', async () => {
    const { vault, service, rows, key_file } = world()
    for (const id of ['a', 'b', 'c']) await vault.create(id, { ...bearer(), name: id })
    const [before] = keysIn(key_file)
    assert.deepEqual(await rotateKey(rows, createKeyHolder(key_file)), { sealed: 3, locked: [] })
    const after = keysIn(key_file)
    assert.equal(after.length, 1)
    assert.notEqual(after[0], before)
    for (const id of ['a', 'b', 'c'])
      assert.equal((await service.open(openFor(id))).values['token'], 'sk-canary-0123456789')
  })

  it('may be cut short anywhere: each credential opens, and the next rotation cleans up', async () => {
    for (const failing of [
      'before the rows',
      'with half of the rows',
      'before the old key is dropped',
    ] as const) {
      const { vault, service, rows, key_file } = world()
      for (const id of ['a', 'b']) await vault.create(id, { ...bearer(), name: id })
      await assert.rejects(rotateKey(cutShort(rows, failing), createKeyHolder(key_file)), /cut short/)
      for (const id of ['a', 'b'])
        assert.equal((await service.open(openFor(id))).values['token'], 'sk-canary-0123456789', failing)
      await vault.create('c', { ...bearer(), name: 'c' })
      assert.deepEqual(await rotateKey(rows, createKeyHolder(key_file)), { sealed: 3, locked: [] })
      assert.equal(keysIn(key_file).length, 1)
      assert.equal((await service.open(openFor('c'))).values['token'], 'sk-canary-0123456789')
    }
  })

  it('names what does not open and leaves it as it is', async () => {
    const { vault, rows, key_file } = world()
    await vault.create('a', { ...bearer(), name: 'lost' })
    createKeyHolder(key_file).keep(createKeyHolder(key_file).renew([]))
    await vault.create('b', { ...bearer(), name: 'good' })
    assert.deepEqual(await rotateKey(rows, createKeyHolder(key_file)), { sealed: 1, locked: ['lost'] })
  })
})

/** Rows of which one write fails as if the power went. */
function cutShort(rows: CredentialRows, when: string): CredentialRows {
  let calls = 0
  return {
    ...rows,
    changeAll: (change) => {
      calls += 1
      return rows.changeAll((all: CredentialRow[]) => {
        if (when === 'before the old key is dropped' && calls === 2) throw new Error('cut short')
        change(when === 'with half of the rows' ? all.slice(0, 1) : all)
        if (calls === 1 && when !== 'before the old key is dropped') throw new Error('cut short')
        return calls === 1 ? change(all) : []
      })
    },
  }
}
