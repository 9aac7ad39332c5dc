import { useEffect, useState } from 'react'
import { useUploadDocument } from '../../api/knowledge.ts'
import type { NamedFile } from './dropped_files.ts'
import { createUploadQueue, EMPTY_UPLOADS } from './upload_queue.ts'

/** Uploads to a collection, each when one before it is indexed. */
export function useUploads(collection: string) {
  const upload = useUploadDocument(collection)
  const [state, setState] = useState(EMPTY_UPLOADS)
  const [queue] = useState(() =>
    createUploadQueue({
      send: async ({ name, file }: NamedFile) => upload({ name, content_base64: await base64Of(file) }),
      onChange: setState,
    }),
  )
  useLeavingGuard(state.waiting > 0)
  return { ...state, ...queue }
}

/** The browser asks before the page is left, and what waits is lost. */
function useLeavingGuard(isNeeded: boolean) {
  useEffect(() => {
    if (!isNeeded) return undefined
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isNeeded])
}

async function base64Of(file: File): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(reader.error ?? new Error(`${file.name} cannot be read`)))
    reader.readAsDataURL(file)
  })
  return address.slice(address.indexOf(',') + 1)
}
