import { serveWorker } from './serve_worker.ts'

/** Takes more and more memory in the way that is named, or answers what it is asked. */
serveWorker((message, emit) => {
  if (message === 'list') for (const list: number[] = []; ; ) list.push(1)
  if (message === 'map') for (const map = new Map<number, number>(); ; ) map.set(map.size, 1)
  if (message === 'objects') for (const list: object[] = []; ; ) list.push({})
  if (message === 'loop') for (;;);
  emit(`heard ${String(message)}`)
  return new Uint8Array([1, 2, 3])
})
