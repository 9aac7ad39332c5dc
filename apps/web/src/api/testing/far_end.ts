import type { ClientMessage, ServerMessage } from '@llamanexus/contract'

/** The far end of a connection, as a test plays it. */
export class FarEnd extends EventTarget {
  readyState = 0
  sent: ClientMessage[] = []
  send(text: string) {
    this.sent.push(JSON.parse(text) as ClientMessage)
  }
  close() {
    this.drop()
  }
  open() {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
  drop() {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
  say(message: ServerMessage) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }))
  }
  event(seq: number) {
    this.say({
      type: 'event',
      channel: 'execution:e1',
      event: { seq, type: 'node_log', execution_id: 'e1', at: '', data: {} },
    })
  }
}
