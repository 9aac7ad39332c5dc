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

/** Items whose words begin with, or else hold, every word of the query; the best first. */
export const matching = <T extends ListItem>(items: readonly T[], query: string): T[] => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...items]
  return items
    .map((item) => ({ item, score: scoreOf(item, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item)
}

const scoreOf = ({ title, detail = '', words = '' }: ListItem, query: readonly string[]): number => {
  const name = title.toLowerCase()
  const rest = `${words} ${detail}`.toLowerCase()
  let score = 0
  for (const word of query) {
    if (name.startsWith(word)) score += 8
    else if (name.includes(` ${word}`)) score += 6
    else if (name.includes(word)) score += 4
    else if (rest.includes(word)) score += 1
    else return 0
  }
  return score
}
