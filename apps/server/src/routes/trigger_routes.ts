import { createHash } from 'node:crypto'
import type { Schedule, ScheduleDraft, TriggerDetail, TriggerState } from '@llamanexus/contract'
import type { ScheduleRow } from '@llamanexus/store'
import type { JsonValue, Workflow } from '@llamanexus/workflow'
import type { App } from '../app.ts'
import { newId } from '../new_id.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { toldAddress } from '../told_address.ts'
import type { EventRun } from '../triggers/event_listener/event_kind.ts'
import { type CronTimes, cronTimes, serverTimezone } from '../triggers/schedule/cron_times.ts'
import { describeCron } from '../triggers/schedule/describe_cron.ts'
import { readScheduleState } from '../triggers/schedule/schedule_kind.ts'
import { TriggerProblem } from '../triggers/trigger_problem.ts'
import { webhookEntries } from '../triggers/webhook_table.ts'
import type { Handlers } from './mount.ts'

type TriggerRoute =
  | 'listTriggers'
  | 'listSchedules'
  | 'createSchedule'
  | 'updateSchedule'
  | 'deleteSchedule'
  | 'previewSchedule'
  | 'postEvent'

const SHOWN = 5

export function triggerRoutes(app: App): Pick<Handlers, TriggerRoute> {
  const { store, documents, triggers, events } = app
  return {
    async listTriggers({ params, request }) {
      const address = toldAddress(app, request)
      const workflow = await documents.read(params.id)
      const states = await triggers.allStates(workflow)
      return wholePage(await Promise.all(states.map((state) => detailOf(workflow, state, address))))
    },

    async listSchedules({ params }) {
      const workflow = await documents.read(params.id)
      const rows = new Map((await store.schedules.list(workflow.id)).map((row) => [row.id, row]))
      const states = (await triggers.allStates(workflow)).filter(({ type }) => type === 'schedule')
      return wholePage(
        await Promise.all(
          states.map((state) => {
            const row = rows.get(state.schedule_id ?? '')
            return row ? ofRow(row, state) : ofNode(workflow, state)
          }),
        ),
      )
    },

    async createSchedule({ params, body, reply }) {
      const workflow = await documents.read(params.id)
      const schedule = await keep(workflow, body, newId('sch'), new Date().toISOString())
      reply.header('location', `/api/v1/workflows/${workflow.id}/schedules/${schedule.id}`)
      return schedule
    },

    async updateSchedule({ params, body }) {
      const workflow = await documents.read(params.id)
      const before = await rowOf(workflow.id, params.sid)
      return keep(workflow, body, before.id, before.created_at)
    },

    async deleteSchedule({ params }) {
      await documents.read(params.id)
      if (!(await store.schedules.delete(params.id, params.sid))) throw new ApiProblem('schedule_not_found')
      await triggers.refresh(params.id)
      return null
    },

    previewSchedule({ query }) {
      const { cron = '', timezone } = query ?? {}
      const times = timesOf({ cron, timezone }, '/query')
      return { description: inWords(times), timezone: times.timezone, next_runs: next(times) }
    },

    async postEvent({ params, body, request, reply }) {
      const { name } = params
      if (!/^[A-Za-z0-9_.:-]{1,128}$/.test(name))
        throw new ApiProblem('event_name_invalid', {
          detail: 'A name has letters, digits, "_", ".", ":" and "-", 128 at most, as "order.created".',
        })
      if (name.startsWith('workflow.'))
        throw new ApiProblem('event_name_reserved', {
          detail: 'Names that begin with "workflow." are those of runs. Choose another.',
        })
      const data = body ?? null
      const given = request.headers['idempotency-key']
      const key = typeof given === 'string' && given !== '' ? given : undefined
      const runs = await runsOnce(name, data, key)
      const event = { name, data, at: new Date().toISOString(), source: { api: true }, depth: 0 }
      await events.tell(runs, event)
      reply.code(202)
      return { items: runs.map((run) => ({ ...run })) }
    },
  }

  /** The same key answers with the same runs, also where the process died before they were started. */
  async function runsOnce(name: string, data: JsonValue, key: string | undefined): Promise<EventRun[]> {
    const runs = events.runsFor(name, key === undefined ? newId('ev') : `${name} ${key}`)
    if (key === undefined) return runs
    const fingerprint = createHash('sha256').update(JSON.stringify(data)).digest('base64url')
    const mine = { fingerprint, runs: runs.map((run) => ({ ...run })) }
    const first = (await store.idempotency.remember(`event:${name}`, key, mine)) as typeof mine
    if (first.fingerprint !== fingerprint) throw new ApiProblem('idempotency_mismatch')
    return first.runs
  }

  async function keep(
    workflow: Workflow,
    body: ScheduleDraft,
    id: string,
    created_at: string,
  ): Promise<Schedule> {
    timesOf(body, '')
    const { trigger_node = null } = body
    if (trigger_node !== null && !workflow.nodes.some((node) => node.id === trigger_node)) {
      const message = `The workflow has no node "${trigger_node}".`
      const errors = [{ pointer: '/trigger_node', code: 'trigger_unknown', message }]
      throw new ApiProblem('trigger_unknown', { detail: message, errors })
    }
    const row: ScheduleRow = {
      id,
      workflow_id: workflow.id,
      cron: body.cron,
      timezone: body.timezone || null,
      missed: body.missed ?? 'skip',
      trigger_node,
      data: body.data ?? null,
      active: body.active ?? true,
      created_at,
    }
    await store.schedules.put(row)
    await triggers.refresh(workflow.id)
    const state = (await triggers.allStates(workflow)).find(({ schedule_id }) => schedule_id === id)
    if (!state) throw new ApiProblem('schedule_not_found')
    return ofRow(row, state)
  }

  async function rowOf(workflowId: string, id: string): Promise<ScheduleRow> {
    const row = (await store.schedules.list(workflowId)).find((one) => one.id === id)
    if (!row) throw new ApiProblem('schedule_not_found')
    return row
  }

  async function detailOf(workflow: Workflow, state: TriggerState, address: string): Promise<TriggerDetail> {
    const key = state.schedule_id ?? state.node_id ?? ''
    const entry =
      state.type === 'http_webhook'
        ? webhookEntries(workflow).find(({ node_id }) => node_id === state.node_id)
        : undefined
    return {
      ...state,
      next_runs: iso(triggers.nextTimes(workflow.id, key, SHOWN)),
      last_run: await (state.type === 'schedule'
        ? lastRunOfSchedule(workflow.id, key)
        : lastRun(workflow.id, state.node_id)),
      address: entry
        ? {
            method: entry.method,
            production: `${address}/webhooks/${entry.path}`,
            test: `${address}/webhooks/test/${entry.path}`,
          }
        : null,
    }
  }

  async function ofRow(row: ScheduleRow, state: TriggerState): Promise<Schedule> {
    const { created_at: _, timezone, ...rest } = row
    const shown = timezone ?? serverTimezone()
    return {
      ...rest,
      kind: 'api',
      timezone: shown,
      ...(await scheduleState(row.workflow_id, row.id, row.cron, shown, state)),
    }
  }

  async function ofNode(workflow: Workflow, state: TriggerState): Promise<Schedule> {
    const id = state.node_id ?? ''
    const { config = {}, policy } = workflow.nodes.find((node) => node.id === id) ?? {}
    const cron = typeof config.cron === 'string' ? config.cron : '0 9 * * *'
    const timezone =
      typeof config.timezone === 'string' && config.timezone !== '' ? config.timezone : serverTimezone()
    return {
      id,
      workflow_id: workflow.id,
      kind: 'node',
      cron,
      timezone,
      missed: config.missed === 'once' || config.missed === 'all' ? config.missed : 'skip',
      trigger_node: id,
      data: null,
      active: !policy?.disabled,
      ...(await scheduleState(workflow.id, id, cron, timezone, state)),
    }
  }

  async function scheduleState(
    workflowId: string,
    key: string,
    cron: string,
    timezone: string,
    state: TriggerState,
  ): Promise<Pick<Schedule, 'description' | 'state' | 'problem' | 'next_runs' | 'last_run'>> {
    return {
      description: describe(cron, timezone),
      state: state.state,
      problem: state.problem,
      next_runs: iso(triggers.nextTimes(workflowId, key, SHOWN)),
      last_run: await lastRunOfSchedule(workflowId, key),
    }
  }

  async function lastRunOfSchedule(workflowId: string, key: string): Promise<TriggerDetail['last_run']> {
    const { run = null } = readScheduleState(await store.triggers.state(workflowId, key)) ?? {}
    const record = run === null ? undefined : await store.executions.record(run)
    return record ? { execution_id: record.id, started_at: record.started_at, status: record.status } : null
  }

  async function lastRun(workflow_id: string, node_id: string | null): Promise<TriggerDetail['last_run']> {
    if (node_id === null) return null
    const { items } = await store.executions.list({ workflow_id, trigger: node_id, limit: 1, offset: 0 })
    const [run] = items
    return run ? { execution_id: run.id, started_at: run.started_at, status: run.status } : null
  }
}

const wholePage = <T>(items: T[]) => ({ items, total: items.length, limit: 200, offset: 0 })

const iso = (times: readonly number[]): string[] => times.map((time) => new Date(time).toISOString())

const inWords = ({ expressions }: CronTimes): string => expressions.map(describeCron).join('; ')

const describe = (cron: string, timezone: string): string => {
  try {
    return inWords(cronTimes(cron, timezone))
  } catch {
    return ''
  }
}

function next(times: CronTimes): string[] {
  const found: number[] = []
  for (
    let time = times.after(Date.now());
    time !== undefined && found.length < SHOWN;
    time = times.after(time)
  )
    found.push(time)
  return iso(found)
}

/** Throws `cron_invalid` with a pointer to the field below `base`. */
function timesOf(given: { cron: string; timezone?: string | null }, base: string): CronTimes {
  try {
    return cronTimes(given.cron, given.timezone || undefined)
  } catch (error) {
    if (!(error instanceof TriggerProblem)) throw error
    const { code, message, hint, field } = error.info
    throw new ApiProblem('cron_invalid', {
      detail: hint,
      errors: [{ pointer: `${base}/${field ?? 'cron'}`, code, message }],
    })
  }
}
