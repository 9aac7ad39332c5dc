import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Section {
  id: string
  text: string
}

export interface Question {
  text: string
  /** The one section that answers it. */
  section: string
  kind: 'heading' | 'sentence'
  /** Weights are chosen on one half and reported on the other. */
  half: 'tune' | 'report'
}

export interface Collection {
  sections: Section[]
  questions: Question[]
}

const root = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
const SOURCES = ['*/README.md', '@*/*/README.md', '{fastify,pino}/docs/**/*.md', '@mui/material/docs/**/*.md']
const MIN_CHARACTERS = 250
const MAX_CHARACTERS = 3000

/**
 * A collection made from the English documentation of the packages that the lockfile pins: sections of Markdown, and
 * for each up to two questions whose words are taken out of it: its heading, and one of its sentences. The section that
 * they were taken from is the one that counts as an answer. Known items: no person has judged others.
 */
export function generatedCollection(): Collection {
  const found = new Map<string, { heading: string; text: string }>()
  for (const path of globSync(SOURCES, { cwd: root }).toSorted()) {
    for (const section of sectionsOf(readFileSync(root + path, 'utf8'))) {
      const id = digest(section.text)
      if (!found.has(id)) found.set(id, section)
    }
  }
  const headings = new Map<string, number>()
  for (const { heading } of found.values())
    headings.set(heading.toLowerCase(), (headings.get(heading.toLowerCase()) ?? 0) + 1)
  const sections: Section[] = []
  const questions: Question[] = []
  for (const [id, { heading, text }] of found) {
    const half = Number.parseInt(id.slice(0, 8), 16) % 2 === 0 ? 'tune' : 'report'
    const sentence = sentenceOf(text, id)
    sections.push({ id, text: sentence ? text.replace(sentence, ' ') : text })
    if (headings.get(heading.toLowerCase()) === 1 && wordsOf(heading) >= 2)
      questions.push({ text: heading, section: id, kind: 'heading', half })
    if (sentence) questions.push({ text: sentence, section: id, kind: 'sentence', half })
  }
  return { sections, questions }
}

function sectionsOf(markdown: string): { heading: string; text: string }[] {
  const prose = markdown
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/<[^>\n]*>/g, ' ')
  return prose
    .split(/^(?=#{1,6} )/m)
    .map((part) => {
      const [first = '', ...rest] = part.split('\n')
      return {
        heading: plain(first.replace(/^#+/, '')),
        text: plain(rest.join('\n')).slice(0, MAX_CHARACTERS),
      }
    })
    .filter(({ heading, text }) => heading !== '' && text.length >= MIN_CHARACTERS && isEnglish(text))
}

/** Links by their text, without marks. */
const plain = (text: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/[*_`|#>]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const isEnglish = (text: string): boolean =>
  (text.match(/\b(?:the|and|is|to|of|a)\b/gi)?.length ?? 0) > text.length / 100

/** One of the sentences that say enough, by the digest of the text, so that it is always the same. */
function sentenceOf(text: string, id: string): string | undefined {
  const sentences = text
    .split(/(?<=[.!?])\s+(?=[A-Z])/)
    .filter((each) => wordsOf(each) >= 8 && each.length < 250)
  return sentences.length < 3 ? undefined : sentences[Number.parseInt(id.slice(8, 16), 16) % sentences.length]
}

const wordsOf = (text: string): number => text.match(/[A-Za-z]{3,}/g)?.length ?? 0
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24)
