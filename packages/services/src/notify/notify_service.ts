import type {
  CredentialService,
  FileService,
  HttpService,
  NotifyRequest,
  NotifyResult,
  NotifyService,
} from '@llamanexus/node-sdk'
import type { HostGuard } from '../http/index.ts'
import { discordMessage, discordResult } from './discord.ts'
import type { Inbox } from './inbox.ts'
import { sendHook } from './send_hook.ts'
import { sendInApp } from './send_in_app.ts'
import { slackMessage } from './slack.ts'
import { teamsMessage, teamsResult } from './teams.ts'
import { sendWebhook } from './webhook.ts'

export interface NotifyServiceOptions {
  http: HttpService
  guard: HostGuard
  credentials: CredentialService
  files: FileService
  inbox: Pick<Inbox, 'add'>
}

/** What a channel needs of the house. */
export type NotifyParts = NotifyServiceOptions

/** Tells people through the channel that a request names; each is a file beside this one. */
export function createNotifyService(parts: NotifyServiceOptions): NotifyService {
  return {
    async send(request: NotifyRequest): Promise<NotifyResult> {
      switch (request.channel) {
        case 'in_app':
          return sendInApp(request, parts.inbox)
        case 'email': {
          const { sendMail } = await import('./send_mail.ts')
          return sendMail(request, parts)
        }
        case 'slack':
          return sendHook(request, parts, { name: 'Slack', body: slackMessage(request) })
        case 'discord':
          return sendHook(request, parts, {
            name: 'Discord',
            // Asked to wait, it answers with the message it has made.
            query: { wait: 'true' },
            body: discordMessage(request),
            read: discordResult,
          })
        case 'teams':
          return sendHook(request, parts, { name: 'Teams', body: teamsMessage(request), read: teamsResult })
        case 'webhook':
          return sendWebhook(request, parts)
      }
    },
  }
}
