import type { Readiness } from '@llamanexus/contract'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { Allowances } from './allowances.tsx'

afterEach(cleanup)

const shut: Readiness = {
  status: 'ready',
  python_walls: ['webassembly', 'permissions', 'no_modules', 'no_network', 'kernel'],
  shell_commands: false,
  mcp_processes: false,
  private_hosts: [],
}

const show = (...answers: Response[]) => {
  const ask = vi.spyOn(globalThis, 'fetch')
  for (const answer of answers) ask.mockResolvedValueOnce(answer)
  const { Stage } = editorStage({ workflow: {} })
  render(<Allowances />, { wrapper: Stage })
}

const row = async (name: string) => {
  const term = await screen.findByText(name, { exact: false, selector: 'dt' })
  return within(term.parentElement as HTMLElement)
}

test('says of each what it is, and where it is changed', async () => {
  show(Response.json(shut))
  expect((await row('Programs of the machine')).getByText('Off')).toBeTruthy()
  expect((await row('Programs of the machine')).getByText('LLAMANEXUS_ALLOW_SHELL=1')).toBeTruthy()
  expect((await row('Code in Python')).getByText('Kept in')).toBeTruthy()
  expect((await row('Addresses inside')).getByText('None allowed')).toBeTruthy()
  expect((await row('MCP servers')).getByText('Only those of mcp.json')).toBeTruthy()
})

test('names the addresses that are let through, and warns of Python that nothing keeps in', async () => {
  show(
    Response.json({
      ...shut,
      python_walls: [],
      shell_commands: true,
      private_hosts: ['10.0.0.0/8', 'db:5432'],
    }),
  )
  const hosts = await row('Addresses inside')
  expect(hosts.getByText('10.0.0.0/8')).toBeTruthy()
  expect(hosts.getByText('db:5432')).toBeTruthy()
  expect((await row('Code in Python')).getByText('Not kept in')).toBeTruthy()
  expect((await row('Programs of the machine')).getByText('Allowed')).toBeTruthy()
})

test('a server that is not ready is asked again', async () => {
  show(new Response(null, { status: 503 }), Response.json({ ...shut, private_hosts: ['*'] }))
  await userEvent.click(await screen.findByRole('button', { name: 'Try again' }))
  expect((await row('Addresses inside')).getByText('All allowed')).toBeTruthy()
})
