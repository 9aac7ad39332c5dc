import { Type } from 'typebox'
import { route } from './route.ts'
import { Any, Id, pageOf } from './schemas.ts'
import {
  EventReceiptSchema,
  ScheduleBody,
  SchedulePreviewSchema,
  ScheduleSchema,
  TriggerDetailSchema,
} from './trigger_schemas.ts'

const ById = Type.Object({ id: Id })
const BySchedule = Type.Object({ id: Id, sid: Id })

/** What starts runs by itself. */
export const triggerRoutes = {
  listTriggers: route({
    id: 'listTriggers',
    method: 'GET',
    path: '/workflows/{id}/triggers',
    summary: 'List the triggers of a workflow: whether they listen, what is wrong, when they fire next',
    tag: 'triggers',
    params: ById,
    replies: { 200: pageOf(TriggerDetailSchema) },
    problems: [404],
  }),
  listSchedules: route({
    id: 'listSchedules',
    method: 'GET',
    path: '/workflows/{id}/schedules',
    summary: 'List the schedules of a workflow: those of its nodes, and those made here',
    tag: 'triggers',
    params: ById,
    replies: { 200: pageOf(ScheduleSchema) },
    problems: [404],
  }),
  createSchedule: route({
    id: 'createSchedule',
    method: 'POST',
    path: '/workflows/{id}/schedules',
    summary: 'Make a schedule beside those of the nodes; it runs while the workflow is active',
    tag: 'triggers',
    params: ById,
    body: ScheduleBody,
    replies: { 201: ScheduleSchema },
    problems: [400, 404, 415, 422],
  }),
  updateSchedule: route({
    id: 'updateSchedule',
    method: 'PUT',
    path: '/workflows/{id}/schedules/{sid}',
    summary: 'Replace a schedule that was made here',
    tag: 'triggers',
    params: BySchedule,
    body: ScheduleBody,
    replies: { 200: ScheduleSchema },
    problems: [400, 404, 415, 422],
  }),
  deleteSchedule: route({
    id: 'deleteSchedule',
    method: 'DELETE',
    path: '/workflows/{id}/schedules/{sid}',
    summary: 'Delete a schedule that was made here',
    tag: 'triggers',
    params: BySchedule,
    replies: { 204: Type.Null() },
    problems: [404],
  }),
  previewSchedule: route({
    id: 'previewSchedule',
    method: 'GET',
    path: '/schedules/preview',
    summary: 'Say in words what a cron expression means, and when it comes next',
    tag: 'triggers',
    query: Type.Object({
      cron: Type.String({ maxLength: 500 }),
      timezone: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    replies: { 200: SchedulePreviewSchema },
    problems: [400, 422],
  }),
  postEvent: route({
    id: 'postEvent',
    method: 'POST',
    path: '/events/{name}',
    summary: 'Tell active workflows that listen for it of an event; the body is its data',
    tag: 'triggers',
    params: Type.Object({
      name: Type.String({
        description: 'Letters, digits, `_`, `.`, `:` and `-`, 128 at most, as `order.created`',
      }),
    }),
    headers: Type.Object({
      'idempotency-key': Type.Optional(
        Type.String({ maxLength: 255, description: 'The same key and body answer with the same runs' }),
      ),
    }),
    body: Any,
    replies: { 202: EventReceiptSchema },
    problems: [400, 404, 413, 415, 422, 503],
  }),
} as const
