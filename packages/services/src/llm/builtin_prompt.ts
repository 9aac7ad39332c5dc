import type { ChatMessage } from '@llamanexus/node-sdk'
import { plainText } from './chat_options.ts'
import { sentencesOf } from './lexical.ts'

/** What the builtin model makes of a conversation: what is asked, and the sentences it may answer with. */
export interface BuiltinPrompt {
  question: string
  /** Nothing is asked and nothing is ordered: `question` is only the first line of what was given. */
  is_statement: boolean
  sentences: string[]
  /** Asked for a summary rather than for one thing. */
  summary: boolean
}

/** Takes the question out of the last message of the user; everything else that was said is context, instructions excepted. */
export function readPrompt(messages: readonly ChatMessage[]): BuiltinPrompt {
  const last = messages.findLastIndex((message) => message.role === 'user')
  const asked = last < 0 ? '' : plainText(messages[last]?.content ?? '')
  const { question, rest, is_statement } = splitQuestion(asked)
  const given = messages.filter((message, index) => index !== last && message.role !== 'assistant')
  const context = [...given.map((message) => plainText(message.content)), rest].join('\n')
  const sentences = [...new Set(sentencesOf(context))].filter((sentence) => !isInstruction(sentence))
  return { question, is_statement, sentences, summary: SUMMARY.test(question) }
}

const SUMMARY = /\b(?:summar\w+|tl;?dr|in short|key points|main points)\b/i

/** A line `Question: …`, else the last sentence with a question mark, else the first line. */
function splitQuestion(text: string): { question: string; rest: string; is_statement: boolean } {
  const labelled = /^\s*(?:question|task|query)\s*:\s*(.+)$/im.exec(text)
  if (labelled?.[1])
    return { question: labelled[1].trim(), rest: text.replace(labelled[0], '\n'), is_statement: false }
  const sentences = sentencesOf(text)
  const question = sentences.findLast((sentence) => sentence.endsWith('?')) ?? sentences[0] ?? ''
  const is_statement = !question.endsWith('?') && !isInstruction(question) && !ORDER.test(question)
  return { question, rest: text.replace(question, '\n'), is_statement }
}

const ORDER =
  /^(?:classify|describe|extract|fill|find|get|give|list|make|name|read|return|summari[sz]e|take|tell|write)\b/i

const isInstruction = (sentence: string): boolean =>
  /^(?:you are|you're|answer|use only|use the|respond|reply|be |do not|don't|please|context:?$|text:?$)/i.test(
    sentence,
  )
