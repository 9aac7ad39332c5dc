import { type ReactNode, useEffect, useId, useRef, useState } from 'react'

export interface ListItem {
  id: string
  title: string
  detail?: string
  icon?: ReactNode
  end?: ReactNode
  /** What is searched beside the title and the detail. */
  words?: string
}

interface ListBoxProps {
  label: string
  placeholder: string
  items: readonly ListItem[]
  empty: string
  onPick(id: string): void
  onClose(): void
}

/** A search field over a list, by mouse or by arrows and Enter. */
export const ListBox = ({ label, placeholder, items, empty, onPick, onClose }: ListBoxProps) => {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const listId = useId()
  const found = matching(items, query)
  const current = Math.min(at, found.length - 1)
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: 'nearest' })
  }, [current])
  const onKeyDown = (event: React.KeyboardEvent) => {
    event.stopPropagation()
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt((current + step + found.length) % Math.max(1, found.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const item = found[current]
      if (item) onPick(item.id)
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      onClose()
    }
  }
  return (
    <>
      <input
        // The box is opened to be typed into; focus returns to the canvas when it closes.
        ref={(field) => field?.focus({ preventScroll: true })}
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found[current] ? `${listId}-${current}` : undefined}
        placeholder={placeholder}
        value={query}
        onChange={({ target }) => {
          setQuery(target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      {found.length === 0 ? (
        <p>{empty}</p>
      ) : (
        <ul id={listId} ref={list} role="listbox" aria-label={label}>
          {found.map((item, index) => (
            <li
              key={item.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === current}
              onPointerMove={() => setAt(index)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onPick(item.id)}
            >
              {item.icon}
              <span style={item.icon ? undefined : { gridColumn: '1 / -1' }}>
                <b>
                  {item.title}
                  {item.end}
                </b>
                {item.detail && <small>{item.detail}</small>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/**
 * Items that every word of the query fits, the best first: the one that is called just so, then those whose names begin
 * with it or hold it, then those of which other words begin with it. A word in the middle of another, as `rag` in
 * `storage`, counts where nothing else fits.
 */
export const matching = <T extends ListItem>(items: readonly T[], query: string): T[] => {
  const words = wordsIn(query)
  if (words.length === 0) return [...items]
  const called = words.join(' ')
  const found = items
    .map((item) => ({ item, score: scoreOf(item, words) + (item.title.toLowerCase() === called ? 16 : 0) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item)
  return found.length > 0 ? found : items.filter((item) => words.every((word) => textOf(item).includes(word)))
}

const scoreOf = (item: ListItem, query: readonly string[]): number => {
  const name = item.title.toLowerCase()
  const rest = wordsIn(textOf(item))
  let score = 0
  for (const word of query) {
    if (name.startsWith(word)) score += 8
    else if (wordsIn(name).some((part) => part.startsWith(word))) score += 6
    else if (word.length > 2 && name.includes(word)) score += 4
    else if (rest.some((part) => part.startsWith(word))) score += 1
    else return 0
  }
  return score
}

const textOf = ({ title, detail = '', words = '' }: ListItem): string =>
  `${title} ${words} ${detail}`.toLowerCase()

const wordsIn = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s/_-]+/)
    .filter(Boolean)
