import type { KnowledgePlace } from '@llamanexus/contract'

/** What is typed of where a collection is to be kept. */
export interface PlaceForm {
  kind: KnowledgePlace['kind']
  url: string
  credential: string
  /** Of the table, or of the collection in Qdrant. */
  name: string
}

export const emptyPlace: PlaceForm = { kind: 'embedded', url: '', credential: '', name: '' }

/** The place, or undefined while something is missing without which there is none. */
export function placeOf({ kind, url, credential, name }: PlaceForm): KnowledgePlace | undefined {
  const [address, given] = [url.trim(), name.trim()]
  switch (kind) {
    case 'embedded':
      return { kind }
    case 'pgvector':
      if (credential === '' && address === '') return undefined
      return {
        kind,
        ...(credential === '' ? { url: address } : { credential }),
        ...(given !== '' && { table: given }),
      }
    case 'qdrant':
      if (address === '') return undefined
      return {
        kind,
        url: address,
        ...(credential !== '' && { credential }),
        ...(given !== '' && { name: given }),
      }
  }
}

/** Where a collection is, in a few words: `Qdrant · shop.example.com:6333 · handbook`. */
export function placeText(place: KnowledgePlace): string {
  switch (place.kind) {
    case 'embedded':
      return 'Data directory'
    case 'pgvector':
      return ['Postgres', hostOf(place.url), place.table].filter(Boolean).join(' · ')
    case 'qdrant':
      return ['Qdrant', hostOf(place.url), place.name].filter(Boolean).join(' · ')
  }
}

const hostOf = (url: string | undefined): string | undefined => (url && URL.parse(url)?.host) || undefined
