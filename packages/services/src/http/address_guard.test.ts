import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AddressPolicy, guardAddress } from './address_guard.ts'

const check = (address: string, policy: AddressPolicy = {}, host = address) =>
  guardAddress({ host, port: 80, address }, policy)

const REFUSED = [
  '127.0.0.1',
  '127.8.8.8',
  '10.0.0.1',
  '172.16.5.4',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '192.0.0.1',
  '198.18.0.1',
  '::',
  '::1',
  '::7f00:1',
  'fe80::1',
  'fd00::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:169.254.169.254',
  '64:ff9b::7f00:1',
  '64:ff9b::a9fe:a9fe',
  '2002:7f00:1::',
  '2001:db8::1',
]
for (const address of REFUSED) {
  test(`${address} is refused`, () => {
    assert.throws(() => check(address), { code: 'address_refused' })
  })
}

for (const address of ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '64:ff9b::5db8:d70e']) {
  test(`${address} is let through`, () => check(address))
}

test('policy lets through by host, host and port, address and range', () => {
  check('10.0.0.1', { allow: ['db.local'] }, 'db.local')
  check('10.0.0.1', { allow: ['db.local:80'] }, 'db.local')
  check('10.0.0.1', { allow: ['10.0.0.1'] })
  check('10.0.0.1', { allow: ['10.0.0.0/8'] })
  check('::1', { allow: ['[::1]:80'] })
  check('10.0.0.1', { allow_private: true })
  assert.throws(() => check('10.0.0.1', { allow: ['db.local:81'] }, 'db.local'), { code: 'address_refused' })
  assert.throws(() => check('11.0.0.1', { deny: ['11.0.0.0/8'], allow: ['11.0.0.1'] }), {
    code: 'address_refused',
  })
})

test('the message names the address and how an administrator lets it through', () => {
  assert.throws(() => check('169.254.169.254', {}, 'meta.example'), {
    message: /meta\.example \(169\.254\.169\.254\).*metadata/,
    hint: /meta\.example:80/,
  })
})

test('an address of version 6 is named for what it is, in the form that lets it through', () => {
  assert.throws(() => check('::1'), { message: /this machine itself/, hint: /"\[::1\]:80"/ })
  assert.throws(() => check('::'), { message: /no address at all/ })
})
